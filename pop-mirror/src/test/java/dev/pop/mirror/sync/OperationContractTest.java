package dev.pop.mirror.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.pop.core.FailureKind;
import dev.pop.core.Operation;
import dev.pop.core.OperationCancelledException;
import dev.pop.core.PopException;
import dev.pop.mirror.estimator.SizeEstimator;
import dev.pop.mirror.estimator.UpstreamProbe;
import dev.pop.mirror.fixture.Fault;
import dev.pop.mirror.fixture.MirrorFixture;
import dev.pop.mirror.report.CleanupReport;
import dev.pop.mirror.report.MirrorEvents;
import dev.pop.mirror.report.Stage;
import dev.pop.mirror.report.SuiteId;
import dev.pop.mirror.report.VerifyReport;
import dev.pop.mirror.repository.MirrorList;
import dev.pop.mirror.repository.MirrorListVerifier;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.junit.jupiter.params.provider.MethodSource;

/** What all operations have in common. */
class OperationContractTest {
  private final ExecutorService executor = Executors.newSingleThreadExecutor();

  @TempDir Path directory;

  private MirrorFixture world;
  private MirrorList list;

  /** An operation of each kind, on a mirror that was synced once. */
  enum Kind {
    SYNC(MirrorSync.class) {
      @Override
      Operation<?> of(MirrorList list, MirrorEvents events, Clock clock) {
        return MirrorSync.of(list).events(events).clock(clock);
      }
    },
    VERIFY(MirrorVerifier.class) {
      @Override
      Operation<?> of(MirrorList list, MirrorEvents events, Clock clock) {
        return MirrorVerifier.of(list).deep(true).threads(1).events(events).clock(clock);
      }
    },
    CLEANUP(MirrorCleanup.class) {
      @Override
      Operation<?> of(MirrorList list, MirrorEvents events, Clock clock) {
        return MirrorCleanup.of(list).events(events).clock(clock);
      }
    },
    ESTIMATE(SizeEstimator.class) {
      @Override
      Operation<?> of(MirrorList list, MirrorEvents events, Clock clock) {
        return SizeEstimator.of(list).events(events).clock(clock);
      }
    },
    HEALTH(MirrorHealth.class) {
      @Override
      Operation<?> of(MirrorList list, MirrorEvents events, Clock clock) {
        return MirrorHealth.of(list).events(events).clock(clock);
      }
    },
    PROBE(UpstreamProbe.class) {
      @Override
      Operation<?> of(MirrorList list, MirrorEvents events, Clock clock) {
        return UpstreamProbe.of(list.repositories(), list.settings().transport());
      }
    },
    VERIFY_LIST(MirrorListVerifier.class) {
      @Override
      Operation<?> of(MirrorList list, MirrorEvents events, Clock clock) {
        return MirrorListVerifier.of(Path.of(list.origin()));
      }
    };

    private final Class<?> type;

    Kind(Class<?> type) {
      this.type = type;
    }

    abstract Operation<?> of(MirrorList list, MirrorEvents events, Clock clock);
  }

  @BeforeEach
  void mirrorOnce() throws Exception {
    world = MirrorFixture.withJammy(directory);
    list = world.jammy();
    world.sync(list);
    world.upstream().clear();
  }

  @AfterEach
  void stop() {
    executor.shutdownNow();
    world.close();
  }

  private Operation<?> operation(Kind kind) {
    return kind.of(list, MirrorEvents.NONE, Clock.systemUTC());
  }

  @ParameterizedTest
  @EnumSource
  void call_secondTime_isRefused(Kind kind) throws Exception {
    Operation<?> operation = operation(kind);
    assertThat((Object) operation.call()).isNotNull();

    assertThatThrownBy(operation::call).isInstanceOf(IllegalStateException.class);
  }

  @ParameterizedTest
  @EnumSource
  void cancel_beforeCall_nothingBegins(Kind kind) {
    Operation<?> operation = operation(kind);
    operation.cancel();

    PopException e = catchThrowableOfType(PopException.class, operation::call);

    assertThat(e).isInstanceOf(OperationCancelledException.class);
    assertThat(e.kind()).isEqualTo(FailureKind.CANCELLED);
    assertThat(world.upstream().requests()).isEmpty();
    assertThat(Thread.interrupted()).isFalse();
  }

  /** Hears of the first event or look at the clock. */
  private static final class Hook extends Clock {
    private Runnable action = () -> {};

    MirrorEvents events() {
      return events(
          (proxy, method, arguments) -> {
            action.run();
            return null;
          });
    }

    static MirrorEvents events(InvocationHandler handler) {
      return (MirrorEvents)
          Proxy.newProxyInstance(
              Hook.class.getClassLoader(), new Class<?>[] {MirrorEvents.class}, handler);
    }

    @Override
    public Instant instant() {
      action.run();
      return Instant.now();
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }

  @ParameterizedTest
  @EnumSource(
      mode = Mode.EXCLUDE,
      names = {"PROBE", "VERIFY_LIST"}) // which tell nobody anything
  void cancel_fromAListener_endsItAndLeavesTheThreadAlone(Kind kind) {
    Hook hook = new Hook();
    Operation<?> operation = kind.of(list, hook.events(), hook);
    hook.action = operation::cancel;

    assertThatThrownBy(operation::call).isInstanceOf(OperationCancelledException.class);
    assertThat(Thread.interrupted()).isFalse();
  }

  @ParameterizedTest
  @EnumSource(
      mode = Mode.EXCLUDE,
      names = {"PROBE", "VERIFY_LIST"})
  void interrupt_ofSomebodyElse_endsItAsACancel_andIsKept(Kind kind) {
    Hook hook = new Hook();
    hook.action = Thread.currentThread()::interrupt;
    Operation<?> operation = kind.of(list, hook.events(), hook);

    assertThatThrownBy(operation::call).isInstanceOf(OperationCancelledException.class);
    assertThat(Thread.interrupted()).isTrue();
  }

  @ParameterizedTest
  @EnumSource(
      mode = Mode.EXCLUDE,
      names = {"PROBE", "VERIFY_LIST"})
  void listenerThatThrows_doesNoHarm(Kind kind) throws Exception {
    MirrorEvents throwing =
        Hook.events(
            (proxy, method, arguments) -> {
              throw new IllegalStateException("a listener fails");
            });

    assertThat((Object) kind.of(list, throwing, Clock.systemUTC()).call()).isNotNull();
  }

  @ParameterizedTest
  @EnumSource
  void callAsync_completesWithTheResult(Kind kind) throws Exception {
    assertThat((Object) operation(kind).callAsync(executor).get(1, TimeUnit.MINUTES)).isNotNull();
  }

  @ParameterizedTest
  @EnumSource
  void callAsync_futureCancelledBeforeItBegins_nothingBegins(Kind kind) throws Exception {
    CompletableFuture<Void> gate = new CompletableFuture<>();
    executor.execute(gate::join);
    CompletableFuture<?> future = operation(kind).callAsync(executor);

    future.cancel(true);
    gate.complete(null);

    assertThat(future).isCancelled();
    executor.shutdown();
    assertThat(executor.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
    assertThat(world.upstream().requests()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(names = {"SYNC", "ESTIMATE", "PROBE"}) // those that ask a server
  void cancel_fromAnotherThread_endsWhatWaitsForAServer(Kind kind) throws Exception {
    world.upstream().fault(Fault.stalledAfter(0).on(".*Release"));
    Operation<?> operation = operation(kind);
    CompletableFuture<?> future = operation.callAsync(executor);
    world.upstream().awaitRequest(".*Release");

    operation.cancel();

    ExecutionException e =
        catchThrowableOfType(ExecutionException.class, () -> future.get(1, TimeUnit.MINUTES));
    assertThat(e).hasCauseInstanceOf(OperationCancelledException.class);
  }

  static Stream<Arguments> takesReferences() {
    return Arrays.stream(Kind.values())
        .flatMap(
            kind ->
                Arrays.stream(kind.type.getMethods())
                    .filter(method -> Operation.class.isAssignableFrom(method.getReturnType()))
                    .filter(method -> !method.isSynthetic())
                    .filter(
                        method ->
                            Arrays.stream(method.getParameterTypes()).noneMatch(Class::isPrimitive))
                    .map(method -> Arguments.of(kind, method)));
  }

  @ParameterizedTest
  @MethodSource("takesReferences")
  void nullArgument_isRefusedAtOnceByName(Kind kind, Method method) {
    Object target = Modifier.isStatic(method.getModifiers()) ? null : operation(kind);

    InvocationTargetException e =
        catchThrowableOfType(
            InvocationTargetException.class,
            () -> method.invoke(target, new Object[method.getParameterCount()]));

    assertThat(e.getCause())
        .isInstanceOf(NullPointerException.class)
        .message()
        .matches("[a-z][A-Za-z]+");
  }

  @Test
  void verify_cancelled_reportsTheArchivesThatAreChecked() throws Exception {
    try (MirrorFixture other = MirrorFixture.withJammy(directory.resolve("other"))) {
      MirrorList both =
          world.list(
              "deb [arch=amd64] URL jammy main", "deb [arch=amd64] " + other.url() + " jammy main");
      world.completes(both);
      MirrorVerifier verifier = MirrorVerifier.of(both);
      String second = both.repositories().get(1).diskPath();
      MirrorEvents cancelling =
          new MirrorEvents() {
            @Override
            public void fileDone(Stage stage, SuiteId suite, String path, long size, long resumed) {
              if (suite.archive().equals(second)) {
                verifier.cancel();
              }
            }
          };

      PopException e =
          catchThrowableOfType(PopException.class, () -> verifier.events(cancelling).call());

      assertThat(e).isInstanceOf(OperationCancelledException.class);
      VerifyReport report = e.report(VerifyReport.class).orElseThrow();
      assertThat(report.status()).isEqualTo(VerifyReport.Status.AVAILABLE);
      assertThat(report.repositories()).hasSize(1);
    }
  }

  @Test
  void cleanup_cancelled_reportsWhatIsGone() throws Exception {
    MirrorList cleaned = world.list("deb [arch=amd64,src] URL jammy main", "clean URL");
    for (String name : List.of("pool/a.deb", "pool/b.deb")) {
      Files.createDirectories(world.root().resolve("pool"));
      Files.writeString(world.root().resolve(name), "obsolete");
    }
    MirrorCleanup cleanup = MirrorCleanup.of(cleaned).allowWipe(true);
    MirrorEvents cancelling =
        new MirrorEvents() {
          @Override
          public void fileDone(Stage stage, SuiteId suite, String path, long size, long resumed) {
            cleanup.cancel();
          }
        };

    PopException e =
        catchThrowableOfType(PopException.class, () -> cleanup.events(cancelling).call());

    assertThat(e).isInstanceOf(OperationCancelledException.class);
    CleanupReport report = e.report(CleanupReport.class).orElseThrow();
    assertThat(report.freedFiles()).isEqualTo(1);
    assertThat(world.mirror().resolve(report.files().get(0))).doesNotExist();
    assertThat(Files.exists(world.root().resolve("pool/a.deb")))
        .isNotEqualTo(Files.exists(world.root().resolve("pool/b.deb")));
  }
}
