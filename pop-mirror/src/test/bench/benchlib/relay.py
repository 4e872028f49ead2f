"""A relay on loopback that delays every byte, so that latency is on the wire and not in the server.

relay.py ADDRESS PORT TARGET_ADDRESS TARGET_PORT MILLISECONDS

Each direction takes half of MILLISECONDS, however many bytes are on their way. The round trip that
opens a connection is added to the first bytes of the client, because the kernel accepts at once.
"""

import asyncio
import collections
import sys

# No more is read while so much is on its way: far above what the delays of a test hold.
MOST_ON_THE_WAY = 1 << 24


class End(asyncio.Protocol):
    """One end of a relayed connection; what arrives here leaves at `partner` after the delay."""

    def __init__(self, delay, first_delay):
        self.delay, self.first_delay = delay, first_delay
        self.partner = self.transport = None
        self.on_the_way = 0
        self.chunks = collections.deque()

    def connection_made(self, transport):
        self.transport = transport

    def data_received(self, data):
        self.on_the_way += len(data)
        if self.on_the_way > MOST_ON_THE_WAY:
            self.transport.pause_reading()
        self.send_later(data)

    def eof_received(self):
        self.send_later(b"")
        return True  # the other direction stays open

    def connection_lost(self, error):
        if error:
            self.partner.transport.abort()
        else:
            self.send_later(b"")

    def send_later(self, data):
        """The order of chunks is that of `chunks`, whichever timer fires first."""
        self.chunks.append(data)
        asyncio.get_running_loop().call_later(self.delay + self.first_delay, self.send)

    def send(self):
        data = self.chunks.popleft()
        self.first_delay = 0.0
        if not data:
            self.partner.transport.close()
            return
        self.partner.transport.write(data)
        self.on_the_way -= len(data)
        if self.on_the_way <= MOST_ON_THE_WAY // 2:
            self.transport.resume_reading()

    def pause_writing(self):
        self.partner.transport.pause_reading()

    def resume_writing(self):
        self.partner.transport.resume_reading()


class Client(End):
    """The end that a client connected to, which connects to the target."""

    def __init__(self, target, seconds):
        super().__init__(seconds / 2, seconds)
        self.target = target
        self.seconds = seconds

    def connection_made(self, transport):
        super().connection_made(transport)
        transport.pause_reading()
        asyncio.ensure_future(self.connect())

    async def connect(self):
        server = End(self.seconds / 2, 0.0)
        server.partner, self.partner = self, server
        try:
            await asyncio.get_running_loop().create_connection(lambda: server, *self.target)
            self.transport.resume_reading()
        except OSError:
            self.partner = None
            self.transport.abort()

    def connection_lost(self, error):
        if self.partner is not None and self.partner.transport is not None:
            super().connection_lost(error)


async def relay(address, port, target, seconds):
    server = await asyncio.get_running_loop().create_server(lambda: Client(target, seconds), address, port, backlog=1024)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(relay(sys.argv[1], int(sys.argv[2]), (sys.argv[3], int(sys.argv[4])), float(sys.argv[5]) / 1000))
