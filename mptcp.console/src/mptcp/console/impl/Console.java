package mptcp.console.impl;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import mptcp.console.remote.MeetingPoint;
import mptcp.program.files.FileFault;
import org.apache.felix.service.command.CommandProcessor;
import org.apache.felix.service.command.CommandSession;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/**
 * The one session of this process. The launcher calls it on the main thread and ends the process with its status.
 *
 * <p>What it runs stands in the framework's properties: {@code mptcp.console.script} (commands, as of {@code -c}) or
 * {@code mptcp.console.command} (one command with its arguments, one in each line, whose result is the status).
 * Otherwise it reads commands from the terminal, or from standard input if that is none. {@code mptcp.console.remote}
 * names the folder where others may attach to this shell, or is empty for the usual one.
 */
@Component(service = Callable.class, property = "main.thread:Boolean=true")
public final class Console implements Callable<Integer> {
    private final BundleContext context;
    private final CommandProcessor processor;
    private volatile Thread thread;
    private volatile boolean closed;

    @Activate
    public Console(BundleContext context, @Reference CommandProcessor processor) {
        this.context = context;
        this.processor = processor;
    }

    @Override
    public Integer call() throws Exception {
        thread = Thread.currentThread();
        try {
            return run();
        } catch (Exit exit) {
            return exit.status();
        } catch (InterruptedException stopped) {
            return 0;
        } finally {
            thread = null;
        }
    }

    @Deactivate
    void close() {
        closed = true;
        Thread running = thread;
        if (running != null && running != Thread.currentThread()) {
            running.interrupt();
        }
    }

    private int run() throws Exception {
        String folder = context.getProperty("mptcp.console.remote");
        if (folder == null) {
            return run(false);
        }
        MeetingPoint place = folder.isEmpty() ? MeetingPoint.usual() : new MeetingPoint(Path.of(folder));
        boolean verbose = Boolean.parseBoolean(context.getProperty("mptcp.verbose"));
        try (CommandSession names = processor.createSession(InputStream.nullInputStream(),
                OutputStream.nullOutputStream(), OutputStream.nullOutputStream());
                RemoteServer server = new RemoteServer(place, processor, new LineCompleter(context, names)::proposals,
                        verbose)) {
            return server.isOpen() ? run(true) : 1;
        } catch (IOException e) {
            System.err.println("error: " + FileFault.said(e));
            return 1;
        }
    }

    /** @param serves whether to go on when there are no (more) commands, for those who attach */
    private int run(boolean serves) throws Exception {
        boolean verbose = Boolean.parseBoolean(context.getProperty("mptcp.verbose"));
        String script = context.getProperty("mptcp.console.script");
        String command = context.getProperty("mptcp.console.command");
        var terminal = System.console();
        if (script == null && command == null && terminal != null && terminal.isTerminal()) {
            return new Interactive(context, processor, verbose, () -> closed).run();
        }
        // Not System.out and its like: Gogo puts its own streams there, which write to those of the session. They are not
        // closed, for that would close them for what bundles have to say when they stop.
        InputStream in = new FileInputStream(FileDescriptor.in);
        PrintStream out = new PrintStream(new BufferedOutputStream(new FileOutputStream(FileDescriptor.out)), true, UTF_8);
        PrintStream err = new PrintStream(new FileOutputStream(FileDescriptor.err), true, UTF_8);
        try (CommandSession session = processor.createSession(in, out, err)) {
            Batch batch = new Batch(new Commands(session, verbose));
            if (script != null) {
                return batch.script(script);
            }
            if (command != null) {
                return batch.command(List.of(command.split("\n")));
            }
            int status = batch.input(in);
            if (serves && status == 0) {
                new CountDownLatch(1).await(); // until the framework stops, or the process is ended
            }
            return status;
        } finally {
            out.flush();
        }
    }
}
