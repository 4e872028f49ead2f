package dev.pop.core.openpgp;

import com.google.common.collect.ImmutableListMultimap;
import dev.pop.core.Internal;
import dev.pop.core.apt.FormatException;
import dev.pop.core.io.IoErrors;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The public keys of some keyrings, as bytes: reading them costs a walk over their packets and a
 * digest per key. What they sign with is read when it is needed, and once. Immutable to its users,
 * safe for several threads; one for all suites that trust the same keys.
 *
 * <p>A keyring is a binary or an armored file, told apart by what is in it. apt goes by the name: a
 * file {@code *.gpg} in ASCII armor is one that it does not read.
 */
@Internal
public final class TrustedKeys {
  private static final int MAX_BYTES = 16 << 20;
  private static final Armor ARMOR = new Armor("PGP PUBLIC KEY BLOCK");

  private final ImmutableListMultimap<Long, KeyBlock> byKeyId;

  /** By the fingerprint of a primary key, the files that have it. */
  private final ImmutableListMultimap<String, Path> files;

  private final List<String> warnings;

  /** By key id, what has been read already. */
  private final Map<Long, List<SigningKeyStatus>> read = new ConcurrentHashMap<>();

  private TrustedKeys(
      Collection<KeyBlock> blocks,
      ImmutableListMultimap<String, Path> files,
      List<String> warnings) {
    ImmutableListMultimap.Builder<Long, KeyBlock> index = ImmutableListMultimap.builder();
    for (KeyBlock block : blocks) {
      block.keyIds().stream().distinct().forEach(id -> index.put(id, block));
    }
    this.byKeyId = index.build();
    this.files = files;
    this.warnings = List.copyOf(warnings);
  }

  /**
   * Reads keyrings.
   *
   * @param sources files, and directories of which the files {@code *.gpg} and {@code *.asc} count,
   *     as in {@code /etc/apt/trusted.gpg.d}
   * @throws FormatException if a named file is no keyring; the message names it
   * @throws IOException if a named file or directory is missing or cannot be read; files of a
   *     directory that are not readable or no keyrings are {@link #warnings()}, as they are for apt
   */
  public static TrustedKeys load(Collection<Path> sources) throws IOException {
    List<KeyBlock> blocks = new ArrayList<>();
    ImmutableListMultimap.Builder<String, Path> files = ImmutableListMultimap.builder();
    List<String> warnings = new ArrayList<>();
    for (Path source : sources) {
      boolean directory = Files.isDirectory(source);
      for (Path file : directory ? keyringsIn(source) : List.of(source)) {
        try {
          for (KeyBlock block : read(file)) {
            blocks.add(block);
            files.put(block.fingerprint(), file);
          }
        } catch (IOException e) {
          if (!directory) {
            throw e;
          }
          warnings.add(e.getMessage() + "; it is passed over");
        }
      }
    }
    return new TrustedKeys(blocks, files.build(), warnings);
  }

  /**
   * Reads one keyring that is in memory.
   *
   * @throws FormatException if it is none
   */
  public static TrustedKeys of(byte[] keyring) throws FormatException {
    return new TrustedKeys(blocks(keyring), ImmutableListMultimap.of(), List.of());
  }

  /** Sentences about files in directories that are not readable or no keyrings. */
  public List<String> warnings() {
    return warnings;
  }

  /** Whether there is no key at all, so that nothing will verify. */
  public boolean isEmpty() {
    return byKeyId.isEmpty();
  }

  /**
   * The files that have a key; none for a keyring that was in memory.
   *
   * @param fingerprint of a primary key, in upper-case hexadecimal digits
   */
  public List<Path> filesOf(String fingerprint) {
    return files.get(fingerprint).stream().distinct().toList();
  }

  /** The keys that have, or one of whose subkeys has, a key id; in the order of the keyrings. */
  List<KeyBlock> withKeyId(long id) {
    return byKeyId.get(id);
  }

  /** The cache of {@link KeyFinder}, which only ever has keys that are here. */
  Map<Long, List<SigningKeyStatus>> read() {
    return read;
  }

  private static List<Path> keyringsIn(Path directory) throws IOException {
    List<Path> files = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory, "*.{gpg,asc}")) {
      entries.forEach(files::add);
    }
    return files.stream().sorted().toList();
  }

  private static List<KeyBlock> read(Path file) throws IOException {
    byte[] bytes;
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      throw new IOException("keyring " + file + " cannot be read: not a file");
    }
    try (InputStream in = Files.newInputStream(file)) {
      bytes = in.readNBytes(MAX_BYTES + 1);
    } catch (IOException e) {
      throw new IOException("keyring " + file + " cannot be read: " + IoErrors.reason(e), e);
    }
    try {
      return blocks(bytes);
    } catch (FormatException e) {
      throw new FormatException("keyring " + file + " is unusable: " + e.getMessage(), e);
    }
  }

  private static List<KeyBlock> blocks(byte[] bytes) throws FormatException {
    if (bytes.length == 0) {
      throw new FormatException("it is empty");
    }
    if (bytes.length > MAX_BYTES) {
      throw new FormatException("it is longer than " + MAX_BYTES + " bytes");
    }
    if (bytes.length >= 12 && new String(bytes, 8, 4, StandardCharsets.US_ASCII).equals("KBXf")) {
      throw new FormatException(
          "it is a GnuPG keybox, which apt does not read either; export its keys with gpg");
    }
    List<KeyBlock> keys = KeyBlock.read(bytes[0] < 0 ? bytes : dearmor(bytes));
    if (keys.isEmpty()) {
      throw new FormatException("it has no OpenPGP key of version 4 or 6");
    }
    return keys;
  }

  private static byte[] dearmor(byte[] bytes) throws FormatException {
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    if (!ARMOR.isIn(text)) {
      throw new FormatException("it is neither a binary nor an armored OpenPGP keyring");
    }
    ByteArrayOutputStream packets = new ByteArrayOutputStream(bytes.length);
    ARMOR.decode(text, true).forEach(packets::writeBytes);
    return packets.toByteArray();
  }
}
