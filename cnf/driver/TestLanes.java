import aQute.bnd.build.Project;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * The JVMs of a test run. Tests that go by the machine's clock, use its network or measure it run one bundle after another; those
 * that have a clock of their own (the property {@code test.time} is {@code virtual}) run beside them, one after another too, where
 * there is a second processor.
 */
final class TestLanes {
    /** One JVM from its start to its end. */
    interface Run {
        void run() throws Exception;
    }

    private final List<Run> real = new ArrayList<>();
    private final List<Run> virtual = new ArrayList<>();

    /** @param run null for a bundle without tests */
    void add(Project project, Run run) {
        if (run != null) {
            ("virtual".equals(project.getProperty("test.time", "real")) ? virtual : real).add(run);
        }
    }

    /** @param last what comes after all that goes by the machine's clock, on this thread */
    void run(Run last) throws Exception {
        if (Runtime.getRuntime().availableProcessors() < 2 || virtual.isEmpty() || real.isEmpty()) {
            all(virtual);
            all(real);
            last.run();
            return;
        }
        try (ExecutorService beside = Executors.newSingleThreadExecutor()) { // its end waits for what was begun
            Future<Void> others = beside.submit(() -> {
                all(virtual);
                return null;
            });
            all(real);
            last.run();
            others.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }

    private static void all(List<Run> runs) throws Exception {
        for (Run each : runs) {
            each.run();
        }
    }
}
