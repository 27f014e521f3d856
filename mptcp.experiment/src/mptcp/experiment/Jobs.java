package mptcp.experiment;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Runs jobs side by side. */
final class Jobs {
    /** What became of one job; one of the two is null. */
    record Result<T>(T value, Throwable failure) {}

    private Jobs() {}

    /**
     * @param threads how many at a time
     * @return in the order of the jobs; each has failed or not by itself
     */
    static <T> List<Result<T>> run(List<Callable<T>> jobs, int threads, Progress progress) throws InterruptedException {
        try (ExecutorService pool = Executors.newFixedThreadPool(Math.max(1, threads))) {
            List<Future<T>> futures = new ArrayList<>();
            for (Callable<T> job : jobs) {
                futures.add(pool.submit(() -> {
                    try {
                        return job.call();
                    } finally {
                        progress.step();
                    }
                }));
            }
            List<Result<T>> results = new ArrayList<>();
            for (Future<T> future : futures) {
                try {
                    results.add(new Result<>(future.get(), null));
                } catch (ExecutionException e) {
                    results.add(new Result<>(null, e.getCause()));
                }
            }
            return results;
        }
    }
}
