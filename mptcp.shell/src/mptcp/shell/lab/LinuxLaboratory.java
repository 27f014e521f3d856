package mptcp.shell.lab;

import java.io.IOException;
import java.net.ProtocolFamily;
import java.net.StandardProtocolFamily;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import mptcp.api.address.Endpoint;
import mptcp.api.link.IpLink;
import mptcp.api.socket.Stack;
import mptcp.api.socket.StackConfig;
import mptcp.api.socket.StackFactory;
import mptcp.io.sim.ImpairedLink;
import mptcp.io.sim.LinkSpec;
import mptcp.lab.Lab;
import mptcp.lab.LabOptions;
import mptcp.lab.LabPath;
import mptcp.lab.view.Capture;
import mptcp.lab.view.KernelView;
import mptcp.lab.view.SocketTable;
import mptcp.shell.world.Laboratory;
import mptcp.shell.world.NetworkPath;
import mptcp.shell.world.Trace;
import mptcp.shell.world.TransferHost;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Network namespaces with the kernel's Multipath TCP in one of them, and a stack of ours, with a thread of its own, on
 * TUN devices, or our ends of the wires, in the other. Both sides announce their addresses but the first, so that either may be the server.
 */
public final class LinuxLaboratory implements Laboratory {
    private static final Logger LOG = LoggerFactory.getLogger(LinuxLaboratory.class);

    private final Settings settings;
    private final Lab lab;
    private final KernelView view;
    private final KernelHost kernel;
    private final Stack stack;
    private final List<NetworkPath> paths = new ArrayList<>();
    private final List<NotedLink> links = new ArrayList<>();
    private final List<Trace> traces = new CopyOnWriteArrayList<>();

    private LinuxLaboratory(Settings settings, Lab lab, StackFactory factory) throws IOException {
        this.settings = settings;
        this.lab = lab;
        lab.endpoints("signal", !settings.ipv6(), settings.ipv6());
        view = new KernelView(lab.kernel());
        kernel = new KernelHost(lab);
        stack = factory.create(StackConfig.builder(HOST).checksums(settings.checksums()).build());
        try {
            addPaths();
        } catch (IOException | RuntimeException e) {
            stack.close();
            throw e;
        }
    }

    /**
     * Makes one.
     *
     * @throws IOException that says what this machine lacks, or what went wrong; then nothing is left behind
     */
    public static Laboratory open(Settings settings, StackFactory factory) throws IOException {
        Lab lab = Lab.open(LabOptions.DEFAULT.paths(settings.paths().size()).checksums(settings.checksums())
                .superSegments(settings.superSegments()).ethernet(settings.ethernet()).devices(HOST));
        try {
            return new LinuxLaboratory(settings, lab, factory);
        } catch (IOException | RuntimeException e) {
            lab.close();
            throw e;
        }
    }

    private void addPaths() throws IOException {
        ProtocolFamily family = settings.ipv6() ? StandardProtocolFamily.INET6 : StandardProtocolFamily.INET;
        List<Endpoint> announced = new ArrayList<>();
        for (LabPath path : lab.paths()) {
            NotedLink link = new NotedLink(link(path, settings.paths().get(path.number() - 1)), !settings.superSegments());
            links.add(link);
            stack.addLink(link, path.addresses());
            if (path.number() > 1) { // the first is what clients connect to
                announced.add(Endpoint.of(path.number(), path.address(family)).withSignal(true));
            }
        }
        stack.endpoints(announced);
    }

    private IpLink link(LabPath path, LinkSpec spec) throws IOException {
        IpLink device = path.openLink();
        if (settings.superSegments()) {
            paths.add(new WholePath(path, device));
            return device;
        }
        ImpairedLink impaired = new ImpairedLink(device, ThreadLocalRandom.current().nextLong(), spec, spec);
        paths.add(new ImpairedPath(impaired));
        return impaired;
    }

    @Override
    public Settings settings() {
        return settings;
    }

    @Override
    public Stack stack() {
        return stack;
    }

    @Override
    public TransferHost kernel() {
        return kernel;
    }

    @Override
    public List<NetworkPath> paths() {
        return List.copyOf(paths);
    }

    @Override
    public KernelAccount account() throws IOException {
        SocketTable table = view.sockets();
        List<KernelConnection> connections = table.connections().stream()
                .map(c -> connection(c, table.subflowsOf(c).stream().map(s -> connection(s, List.of())).toList()))
                .toList();
        return new KernelAccount(connections, view.counters().mptcp(), view.troubles());
    }

    private static KernelConnection connection(SocketTable.Entry e, List<KernelConnection> subflows) {
        return new KernelConnection(e.state(), e.local(), e.remote(), e.details(), subflows);
    }

    @Override
    public Trace trace(Path file) throws IOException {
        PacketNotes notes = new PacketNotes(stack.inspector());
        Capture capture = Capture.start(lab.user(), file, lab.paths().stream().map(LabPath::device).toList(), notes::of, e -> {
            links.forEach(link -> link.tell(null));
            LOG.warn("The trace to {} has ended, what came before is in it: {}", file, e.getMessage());
        });
        links.forEach(link -> link.tell(notes));
        OfDevices trace = new OfDevices(file, capture, links);
        traces.add(trace);
        return trace;
    }

    private record OfDevices(Path file, Capture capture, List<NotedLink> links) implements Trace {
        @Override
        public Throwable failure() {
            return capture.failure();
        }

        @Override
        public void close() throws IOException {
            links.forEach(link -> link.tell(null));
            capture.stop();
        }
    }

    private static void end(Trace trace) {
        try {
            trace.close();
        } catch (IOException told) {
            LOG.debug("The trace to {}", trace.file(), told); // its end was told when it came
        }
    }

    @Override
    public String kernelPrefix() {
        return String.join(" ", lab.kernel().commandLine(List.of()));
    }

    @Override
    public void close() throws IOException {
        try {
            stack.close();
            for (Trace trace : traces) {
                end(trace);
            }
        } finally {
            lab.close();
        }
    }
}
