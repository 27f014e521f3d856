package mptcp.simtest;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;

/**
 * Many random worlds on all cores: {@code ./mptcp test --campaign FROM..TO}. What was found is kept, so that one which
 * was ended goes on where it was; a seed that fails is told with the command that replays it.
 */
final class Campaign {
    private static final long TELL_EVERY_NS = 10_000_000_000L;
    private static final long SECOND = 1_000_000_000L;

    private final long from;
    private final long to;
    private final LongConsumer world;
    private final CampaignResults results;
    private final PrintStream out;
    private final List<CampaignWorker> workers = new ArrayList<>();
    private final long beganNs = System.nanoTime();
    private final int doneBefore;
    private long hangsAfterNs = 600 * SECOND;
    private long next;

    /** @param world runs a seed, and throws if it fails; by several threads at once */
    Campaign(long from, long to, LongConsumer world, CampaignResults results, PrintStream out) {
        this.from = from;
        this.to = to;
        this.world = world;
        this.results = results;
        this.out = out;
        next = from;
        doneBefore = results.done();
    }

    /** Far longer than any world takes: one that goes on is a failure, and the campaign leaves it alone. */
    Campaign hangsAfter(long ns) {
        hangsAfterNs = ns;
        return this;
    }

    /** Arguments: FROM TO THREADS FILE, as the build driver says them. */
    public static void main(String[] args) throws Exception {
        long from = Long.parseLong(args[0]);
        long to = Long.parseLong(args[1]);
        boolean good;
        try (CampaignResults results = CampaignResults.open(Path.of(args[3]), from, to)) {
            Scenario scenario = CampaignTest.scenario();
            good = new Campaign(from, to, scenario::run, results, System.out).run(Integer.parseInt(args[2]));
        } catch (IOException e) {
            System.err.println("error: " + e.getMessage());
            good = false;
        }
        System.exit(good ? 0 : 1); // a world that hangs would keep the JVM
    }

    /** Runs what was not run yet. @return whether no seed failed, now or before */
    boolean run(int threads) throws InterruptedException {
        if (doneBefore > 0) {
            out.println("campaign  goes on: " + doneBefore + " of " + total() + " worlds were run before");
        }
        for (int i = 0; i < threads; i++) {
            start();
        }
        long tell = beganNs + TELL_EVERY_NS;
        while (working(Math.min(tell, System.nanoTime() + hangsAfterNs / 10))) {
            replaceHanging();
            if (System.nanoTime() - tell >= 0) {
                tell += TELL_EVERY_NS;
                out.println("campaign  " + progress());
            }
        }
        out.println("campaign  " + progress());
        var failures = results.failures();
        failures.forEach(this::tell);
        out.println(results.done() - failures.size() + " passed, " + failures.size() + " failed");
        return failures.isEmpty();
    }

    private synchronized void start() {
        CampaignWorker worker = new CampaignWorker(this, world);
        workers.add(worker);
        worker.start();
    }

    /** Waits until then. @return whether there are workers left */
    private synchronized boolean working(long untilNs) throws InterruptedException {
        long left = untilNs - System.nanoTime();
        if (!workers.isEmpty() && left > 0) {
            wait(left / 1_000_000 + 1);
        }
        return !workers.isEmpty();
    }

    private synchronized void replaceHanging() {
        for (CampaignWorker worker : List.copyOf(workers)) {
            if (worker.busyNs() > hangsAfterNs) {
                StringBuilder where = new StringBuilder("still runs after " + hangsAfterNs / SECOND + " s, at");
                for (StackTraceElement frame : worker.stack()) {
                    where.append(' ').append(frame).append(" <");
                }
                ended(worker, worker.seed(), where.toString());
                workers.remove(worker);
                start();
            }
        }
    }

    // --- for the workers

    /** A seed to run. @return null if there is none, or the worker was replaced */
    synchronized Long take(CampaignWorker worker) {
        while (next <= to && results.has(next)) {
            next++;
        }
        if (next <= to && workers.contains(worker)) {
            return next++;
        }
        workers.remove(worker);
        notifyAll();
        return null;
    }

    /** @param failure null if it passed; from a worker that was replaced it counts no more */
    synchronized void ended(CampaignWorker worker, long seed, String failure) {
        if (!workers.contains(worker)) {
            return;
        }
        if (failure == null) {
            results.passed(seed);
        } else {
            results.failed(seed, failure);
            tell(seed, failure.lines().findFirst().orElse(""));
        }
    }

    // --- what it tells

    private void tell(long seed, String failure) {
        out.println("FAILED    seed " + seed + ": " + failure + "\n          replay: " + CampaignTest.scenario().replay(seed));
    }

    private int total() {
        return Math.toIntExact(to - from + 1);
    }

    private String progress() {
        int done = results.done();
        double perSecond = (done - doneBefore) / ((System.nanoTime() - beganNs) / 1e9);
        long left = perSecond > 0 ? Math.round((total() - done) / perSecond) : 0;
        long resident = Resident.bytes();
        return "%d of %d worlds, %.1f a second, %d failed%s%s".formatted(done, total(), perSecond, results.failures().size(),
                resident > 0 ? ", " + (resident >> 20) + " MiB resident" : "",
                left == 0 ? "" : left >= 120 ? ", " + left / 60 + " min left" : ", " + left + " s left");
    }
}
