package mptcp.experiment;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;

/**
 * A terminal with a bar in its last line: whole lines that anybody prints, such as logs of policies, go above it. Any
 * thread.
 */
final class BarredOutput extends OutputStream {
    private final PrintStream terminal;
    /** What has no end yet; while there is a bar it waits for it. */
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private String bar = "";

    BarredOutput(PrintStream terminal) {
        this.terminal = terminal;
    }

    /** Draws the bar anew. @param text the empty text: none any more */
    synchronized void bar(String text) {
        wipe();
        bar = text;
        terminal.print(bar);
        terminal.flush();
    }

    private void wipe() {
        if (!bar.isEmpty()) {
            terminal.print("\r" + " ".repeat(bar.length()) + "\r");
        }
    }

    @Override
    public synchronized void write(int b) {
        line.write(b);
        if (b == '\n') {
            wipe();
            terminal.writeBytes(line.toByteArray());
            line.reset();
            terminal.print(bar);
            terminal.flush();
        }
    }

    @Override
    public synchronized void write(byte[] bytes, int from, int length) {
        for (int i = from; i < from + length; i++) {
            write(bytes[i]);
        }
    }

    @Override
    public synchronized void flush() {
        if (bar.isEmpty()) {
            terminal.writeBytes(line.toByteArray());
            line.reset();
        }
        terminal.flush();
    }
}
