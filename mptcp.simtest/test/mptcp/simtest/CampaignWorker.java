package mptcp.simtest;

import java.util.function.LongConsumer;

/** A thread that runs worlds, one after the other. */
final class CampaignWorker {
    private final Campaign campaign;
    private final LongConsumer world;
    private final Thread thread = Thread.ofPlatform().name("worlds").daemon().unstarted(this::run);
    private volatile long seed;
    private volatile long sinceNs = System.nanoTime();

    CampaignWorker(Campaign campaign, LongConsumer world) {
        this.campaign = campaign;
        this.world = world;
    }

    void start() {
        thread.start();
    }

    private void run() {
        for (Long each = campaign.take(this); each != null; each = campaign.take(this)) {
            seed = each;
            sinceNs = System.nanoTime();
            campaign.ended(this, each, failure(each));
        }
    }

    private String failure(long seed) {
        try {
            world.accept(seed);
            return null;
        } catch (Throwable e) { // whatever it is, it is that world's
            String message = e instanceof AssertionError ? e.getMessage() : null;
            return message == null ? e.toString() : message;
        }
    }

    /** The one it is at. Any thread. */
    long seed() {
        return seed;
    }

    /** For how long. Any thread. */
    long busyNs() {
        return System.nanoTime() - sinceNs;
    }

    StackTraceElement[] stack() {
        return thread.getStackTrace();
    }
}
