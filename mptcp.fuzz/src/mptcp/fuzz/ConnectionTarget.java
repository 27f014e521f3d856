package mptcp.fuzz;

/**
 * A whole connection with two paths between two stacks: the input says what the applications do, what the network does to
 * each packet, and how time passes. Then the network is well again, and each application gets every byte and the end of
 * the stream, or an error; no wrong byte, no contained fault, no memory beyond bounds, nothing left behind.
 */
public final class ConnectionTarget {
    private static final int MOST_STEPS = 400;
    private static final long MS = 1_000_000;

    private final Input in;
    private final TwoStacks stacks;

    private ConnectionTarget(Input in, TwoStacks stacks) {
        this.in = in;
        this.stacks = stacks;
    }

    public static void fuzzerTestOneInput(byte[] data) {
        Input in = new Input(data);
        try (TwoStacks stacks = new TwoStacks(in.u8(), in.u8())) {
            new ConnectionTarget(in, stacks).play();
            stacks.end();
        }
    }

    private void play() {
        for (int i = 0; i < MOST_STEPS && in.hasMore(); i++) {
            step();
            stacks.check();
        }
    }

    private void step() {
        int what = in.u8();
        Application application = stacks.application(what >> 4 & 1);
        Wire wire = stacks.wire(what >> 4 & 3);
        switch (what & 15) {
            case 0 -> application.write(in.scaled(15));
            case 1 -> application.read(in.scaled(15));
            case 2 -> rarely(application);
            case 3 -> stacks.advance(in.scaled(12) * MS);
            case 4 -> stacks.advance(in.scaled(10) * MS / 100);
            case 5 -> wire.drop(1 + in.below(4));
            case 6 -> wire.duplicate();
            case 7 -> wire.later(1 + in.below(4));
            case 8 -> wire.strip(1 + in.below(4));
            case 9 -> wire.split();
            case 10 -> wire.merge();
            case 11 -> wire.lose(in.scaled(12) * MS);
            case 12 -> stacks.policy(what >> 4, in.u8());
            case 13 -> stacks.address(what >> 4 & 3);
            default -> wire.deliver(1 + in.below(16));
        }
    }

    private void rarely(Application application) {
        switch (in.below(8)) {
            case 0 -> application.close();
            case 1 -> application.abort();
            case 2, 3 -> application.shutdownOutput();
            default -> application.write(1);
        }
    }
}
