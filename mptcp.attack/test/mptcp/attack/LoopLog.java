package mptcp.attack;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * What the stack logs as an error: a fault of its loop is contained and logged, and so would pass unseen. It stands before
 * System.err, to which SLF4J's simple provider writes. Guarded by itself.
 */
final class LoopLog extends OutputStream {
    private static final int LINES_AFTER = 12;
    private static final LoopLog LOG = new LoopLog(System.err);

    private final PrintStream before;
    private final StringBuilder line = new StringBuilder();
    private final List<String> errors = new ArrayList<>();
    private int taking;

    static {
        System.setErr(new PrintStream(LOG, true, StandardCharsets.UTF_8));
    }

    private LoopLog(PrintStream before) {
        this.before = before;
    }

    /** What was logged as an error since the last call, with the lines that follow each. */
    static List<String> takeErrors() {
        synchronized (LOG) {
            List<String> taken = List.copyOf(LOG.errors);
            LOG.errors.clear();
            return taken;
        }
    }

    @Override
    public synchronized void write(int b) {
        before.write(b);
        if (b != '\n') {
            line.append((char) (b & 0xff));
            return;
        }
        String text = line.toString();
        line.setLength(0);
        taking = text.contains(" ERROR ") ? LINES_AFTER : Math.max(0, taking - 1);
        if (taking > 0) {
            errors.add(text);
        }
    }

    @Override
    public void flush() {
        before.flush();
    }
}
