package mptcp.console.impl;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.channels.ByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import mptcp.console.remote.Frames;
import mptcp.console.remote.MeetingPoint;
import org.apache.felix.service.command.CommandProcessor;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Job;

/** One client: it shows the secret, then its commands run here one by one. What it leaves running is interrupted. */
final class RemoteSession {
    private final Frames frames;
    private final byte[] secret;
    private final CommandProcessor processor;
    private final Function<List<String>, Collection<String>> completion;
    private final boolean verbose;
    private Thread worker;

    RemoteSession(ByteChannel channel, byte[] secret, CommandProcessor processor,
            Function<List<String>, Collection<String>> completion, boolean verbose) {
        this.frames = new Frames(channel);
        this.secret = secret;
        this.processor = processor;
        this.completion = completion;
        this.verbose = verbose;
    }

    /** Returns when the client has left, or was sent away. */
    void run() throws IOException {
        Frames.Frame first = frames.read();
        if (first == null) {
            return;
        }
        if (first.kind() != Frames.SECRET || !MeetingPoint.same(secret, first.content())) {
            frames.write(Frames.ERROR, "refused: this is not the secret of this shell\n");
            frames.write(Frames.EXIT, "1");
            return;
        }
        try (PrintStream out = new PrintStream(new Output(Frames.OUT), true, StandardCharsets.UTF_8);
                PrintStream err = new PrintStream(new Output(Frames.ERROR), true, StandardCharsets.UTF_8);
                CommandSession session = processor.createSession(new ByteArrayInputStream(new byte[0]), out, err)) {
            Commands commands = new Commands(session, verbose, err);
            session.put("NO_TERMINAL", true);
            frames.write(Frames.WELCOME, "");
            try {
                for (Frames.Frame f = frames.read(); f != null; f = frames.read()) {
                    take(f, commands);
                }
            } finally {
                interrupt(session);
                join();
            }
        }
    }

    private void take(Frames.Frame f, Commands commands) throws IOException {
        switch (f.kind()) {
            case Frames.COLUMNS -> {
                boolean terminal = !f.text().equals("0");
                commands.session().put("NO_TERMINAL", terminal ? null : true);
                commands.session().put("COLUMNS", terminal ? f.text() : null);
            }
            case Frames.RUN -> {
                join(); // a client that waits for the end of each command never waits here
                worker = Thread.ofPlatform().daemon().name("remote-command").start(() -> execute(f.text(), commands));
            }
            case Frames.INTERRUPT -> interrupt(commands.session());
            case Frames.COMPLETE -> frames.write(Frames.PROPOSALS,
                    String.join("\n", completion.apply(new ArrayList<>(List.of(f.text().split("\n", -1))))));
            default -> throw new IOException("no message of kind " + f.kind());
        }
    }

    private void execute(String text, Commands commands) {
        try {
            try {
                boolean good = commands.run(text);
                commands.session().getConsole().flush();
                frames.write(Frames.DONE, good ? "0" : "1");
            } catch (Exit exit) {
                frames.write(Frames.EXIT, Integer.toString(exit.status()));
            }
        } catch (IOException gone) {
            Thread.currentThread().interrupt(); // nobody is left to be told
        }
    }

    private static void interrupt(CommandSession session) {
        Job job = session.foregroundJob();
        if (job != null) {
            job.interrupt();
        }
    }

    private void join() {
        try {
            if (worker != null) {
                worker.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Becomes messages of one kind. */
    private final class Output extends OutputStream {
        private final char kind;

        Output(char kind) {
            this.kind = kind;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            if (length > 0) {
                frames.write(kind, bytes, offset, length);
            }
        }
    }
}
