package mptcp.app;

import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.StandardProtocolFamily;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import mptcp.console.remote.Frames;
import mptcp.console.remote.MeetingPoint;

/** The client of a remote session: sends command lines to a shell of the same user, and shows what they print. */
final class Attach implements AutoCloseable {
    /** The shell said that we are to leave. */
    static final class Left extends Exception {
        private static final long serialVersionUID = 1;

        private final int status;

        Left(int status) {
            super("left with " + status, null, false, false);
            this.status = status;
        }

        int status() {
            return status;
        }
    }

    private final SocketChannel channel;
    private final Frames frames;
    private final PrintStream out;
    private final PrintStream err;

    /** @throws IOException that says what is wrong, if there is no shell or it sends us away */
    Attach(MeetingPoint place, PrintStream out, PrintStream err) throws IOException {
        this.out = out;
        this.err = err;
        byte[] secret = place.secret();
        channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            channel.connect(place.socket());
            frames = new Frames(channel);
            frames.write(Frames.SECRET, secret, 0, secret.length);
            Frames.Frame answer = frames.read();
            if (answer == null || answer.kind() != Frames.WELCOME) {
                throw new IOException(answer == null ? "the shell has closed" : answer.text().strip());
            }
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /** Runs the script, or what standard input or the terminal says. @return the exit status */
    static int run(MeetingPoint place, String script) throws IOException {
        try (Attach attach = new Attach(place, System.out, System.err)) {
            var console = System.console();
            if (script == null && console != null && console.isTerminal()) {
                return new AttachTerminal(attach).run();
            }
            return script != null ? attach.execute(script) : attach.input();
        } catch (Left left) {
            return left.status();
        }
    }

    private int input() throws IOException, Left {
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line; (line = lines.readLine()) != null;) {
            int status = execute(line);
            if (status != 0) {
                return status;
            }
        }
        return 0;
    }

    /** Runs a command line there, and returns when it has ended. @return 0 if all went well */
    int execute(String line) throws IOException, Left {
        frames.write(Frames.RUN, line);
        while (true) {
            Frames.Frame f = next();
            switch (f.kind()) {
                case Frames.OUT -> show(f, out);
                case Frames.ERROR -> show(f, err);
                case Frames.DONE -> {
                    return Integer.parseInt(f.text());
                }
                case Frames.EXIT -> throw new Left(Integer.parseInt(f.text()));
                default -> throw new IOException("no message of kind " + f.kind());
            }
        }
    }

    private static void show(Frames.Frame f, PrintStream stream) {
        stream.write(f.content(), 0, f.content().length);
        stream.flush();
    }

    private Frames.Frame next() throws IOException {
        Frames.Frame f = frames.read();
        if (f == null) {
            throw new EOFException("the shell has closed");
        }
        return f;
    }

    /** Interrupts what runs. Any thread. */
    void interrupt() throws IOException {
        frames.write(Frames.INTERRUPT, "");
    }

    /** @param columns 0: there is no terminal */
    void columns(int columns) throws IOException {
        frames.write(Frames.COLUMNS, Integer.toString(columns));
    }

    /** Proposals for the last of these words. What is printed meanwhile by what runs in the background is shown. */
    List<String> complete(List<String> words) throws IOException {
        frames.write(Frames.COMPLETE, String.join("\n", words));
        while (true) {
            Frames.Frame f = next();
            if (f.kind() == Frames.PROPOSALS) {
                return f.content().length == 0 ? List.of() : List.of(f.text().split("\n"));
            }
            show(f, f.kind() == Frames.ERROR ? err : out);
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
