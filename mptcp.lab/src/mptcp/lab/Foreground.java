package mptcp.lab;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A program that is run in this one's place: it has the terminal, and does not outlive this one. When this one is told to
 * end, so is the program; where there is {@code setpriv}, also when this one is killed without being told. Any thread.
 */
final class Foreground {
    /** What a program may take to put its things away. */
    private static final long GRACE_SECONDS = 5;

    private Foreground() {}

    /**
     * Runs it to its end.
     *
     * @return its exit status
     * @throws LabException if it cannot be started
     */
    static int run(List<String> words) throws LabException {
        List<String> all = new ArrayList<>(Command.exists("setpriv") ? List.of("setpriv", "--pdeathsig", "TERM")
                : List.of()); // PR_SET_PDEATHSIG holds over exec, and 'ip netns exec' is nothing else
        all.addAll(words);
        Process process;
        try {
            process = new ProcessBuilder(all).inheritIO().start();
        } catch (IOException e) {
            throw new LabException("'" + String.join(" ", words) + "' cannot be started: " + e.getMessage(), e);
        }
        Thread ends = new Thread(() -> end(process), "end of a program in the lab");
        Runtime.getRuntime().addShutdownHook(ends);
        try {
            return process.waitFor();
        } catch (InterruptedException e) {
            end(process);
            Thread.currentThread().interrupt();
            throw new LabException("interrupted", e);
        } finally {
            forget(ends);
        }
    }

    private static void forget(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // this program is ending, and the hook is at work
        }
    }

    private static void end(Process process) {
        process.destroy();
        try {
            if (!process.waitFor(GRACE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
