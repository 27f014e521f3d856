package mptcp.shell.fake;

import java.nio.file.Path;
import mptcp.shell.world.Trace;

/** A trace of nothing. */
record FakeTrace(Path file) implements Trace {
    @Override
    public void close() {}
}
