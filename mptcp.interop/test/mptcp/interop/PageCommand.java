package mptcp.interop;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.sshd.server.Environment;
import org.apache.sshd.server.ExitCallback;
import org.apache.sshd.server.channel.ChannelSession;
import org.apache.sshd.server.command.Command;

/** A command whose output is a page. */
final class PageCommand implements Command {
    private final byte[] page;
    private OutputStream out;
    private ExitCallback exit;

    PageCommand(byte[] page) {
        this.page = page;
    }

    @Override
    public void setInputStream(InputStream in) {
        // it reads nothing
    }

    @Override
    public void setOutputStream(OutputStream stream) {
        out = stream;
    }

    @Override
    public void setErrorStream(OutputStream stream) {
        // it complains of nothing
    }

    @Override
    public void setExitCallback(ExitCallback callback) {
        exit = callback;
    }

    @Override
    public void start(ChannelSession channel, Environment environment) {
        Thread.ofPlatform().daemon().start(() -> {
            try {
                out.write(page);
                out.flush();
                exit.onExit(0);
            } catch (IOException e) {
                exit.onExit(1, e.getMessage());
            }
        });
    }

    @Override
    public void destroy(ChannelSession channel) {
        // nothing is held
    }
}
