package mptcp.interop.dialogue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

/** Holds dialogues with both, and tells where they first differ. Dialogues from files can be tried by {@link #main}. */
final class Compare {
    private static final Map<String, List<Dialogue>> LISTS = Map.of("tcp", TcpDialogues.ALL, "multipath", MultipathDialogues.ALL,
            "calls", CallDialogues.ALL, "other", OtherDialogues.ALL);

    private static final int TRIES = 4;

    /** Of tests, and of {@link #main} without {@code -b}: the variable {@code DIALOGUE_TIMES} is {@code off} for busy machines. */
    private static final Transcript.Times DEFAULT_TIMES =
            "off".equals(System.getenv("DIALOGUE_TIMES")) ? Transcript.Times.PASSED_OVER : Transcript.Times.COARSE;

    private static final String HELP = """
            Plays dialogues with the kernel and this stack, and tells where they first differ. Needs root.
              tcp, multipath, calls, other   the lists of the classes
              FILE                           each behind a line "=== NAME"
              -gFROM-TO                      generated from these seeds
              -oREGEX                        those alone whose names begin so
              -6                             in IPv6
              -b                             the machine is busy: times are passed over (tests: DIALOGUE_TIMES=off)
              -tN, -nN                       so many at a time (2), so many tries where one differs (4)
              -a, -v                         all differences of each, whole transcripts of all
            """;

    private Compare() {}

    /** @param difference null: none */
    record Result(Dialogue dialogue, Transcript kernel, Transcript stack, String difference) {}

    /** @param tries how often one that differs is played: what is a difference is one each time */
    record Way(Topology topology, int threads, int tries, Transcript.Times times) {
        static Way of(Topology topology, int threads) {
            return new Way(topology, threads, TRIES, DEFAULT_TIMES);
        }
    }

    static Result of(Dialogue written, Topology topology, Transcript.Times times) {
        Dialogue dialogue = topology == Topology.IPV6 ? written.ofIpv6() : written;
        var kernel = CompletableFuture.supplyAsync(() -> {
            try (Subject subject = new KernelSubject(topology)) {
                return Play.of(dialogue, topology, subject);
            }
        }, r -> Thread.ofPlatform().daemon().start(r));
        var stack = CompletableFuture.supplyAsync(() -> {
            try (Subject subject = new StackSubject(topology)) {
                return Play.of(dialogue, topology, subject);
            }
        }, r -> Thread.ofPlatform().daemon().start(r));
        Transcript k = kernel.join();
        Transcript s = stack.join();
        int at = Transcript.firstDifference(k, s, times);
        return new Result(dialogue, k, s, at < 0 ? null : Transcript.difference(dialogue, k, s, at));
    }

    /** Several at a time. */
    static List<Result> all(List<Dialogue> dialogues, Way way) {
        return all(dialogues, way, r -> { });
    }

    private static List<Result> all(List<Dialogue> dialogues, Way way, Consumer<Result> done) {
        try (ExecutorService pool = Executors.newFixedThreadPool(way.threads)) {
            List<CompletableFuture<Result>> results = new ArrayList<>();
            dialogues.forEach(d -> results.add(CompletableFuture.supplyAsync(() -> {
                Result r = again(d, way);
                done.accept(r);
                return r;
            }, pool)));
            return results.stream().map(CompletableFuture::join).toList();
        }
    }

    /** Once, and where it differs as often as the way says. */
    static Result again(Dialogue dialogue, Way way) {
        Result r = of(dialogue, way.topology, way.times);
        for (int i = 1; r.difference != null && i < way.tries; i++) {
            r = of(dialogue, way.topology, way.times);
        }
        return r;
    }

    /** So that the first dialogues meet code that is loaded. */
    static void warmUp(Topology topology) {
        of(Dialogue.of("warm up", "socket inet 2049 mptcp; bind 3 192.168.0.1 8080; listen 3 5;"
                + "< S 0(0) win 65535 <mss/1460,sok,ts0,nop,ws/7,mpc4>; < . 1(0) ack 1 win 512 <nop,nop,ts,mpc20>; accept 3;"
                + "< P. 1(1000) ack 1 win 512 <nop,nop,ts,dss/a8=1/m8=1+1+1000>; read 4 1000; write 4 5000;"
                + "getsockopt 4 6 11 248; close 4; close 3; +50; +50"), topology, DEFAULT_TIMES);
    }

    /** As {@code -h} says. */
    public static void main(String[] args) throws Exception {
        List<Dialogue> all = new ArrayList<>();
        boolean verbose = false;
        boolean wholly = false;
        Topology topology = Topology.IPV4;
        Transcript.Times times = DEFAULT_TIMES;
        String only = "";
        int threads = 2;
        int tries = TRIES;
        for (String arg : args) {
            if (arg.equals("-h")) {
                System.out.print(HELP);
                return;
            } else if (arg.equals("-v")) {
                verbose = true;
            } else if (arg.equals("-a")) {
                wholly = true;
            } else if (arg.equals("-b")) {
                times = Transcript.Times.PASSED_OVER;
            } else if (arg.equals("-6")) {
                topology = Topology.IPV6;
            } else if (LISTS.containsKey(arg)) {
                all.addAll(LISTS.get(arg));
            } else if (arg.startsWith("-g")) {
                String[] range = arg.substring(2).split("-");
                for (long seed = Long.parseLong(range[0]); seed <= Long.parseLong(range[1]); seed++) {
                    all.add(GeneratedDialogues.of(seed));
                }
            } else if (arg.startsWith("-t")) {
                threads = Integer.parseInt(arg.substring(2));
            } else if (arg.startsWith("-n")) {
                tries = Integer.parseInt(arg.substring(2));
            } else if (arg.startsWith("-o")) {
                only = arg.substring(2);
            } else {
                all.addAll(Dialogue.all(Files.readString(Path.of(arg))));
            }
        }
        String wanted = only;
        all.removeIf(d -> !d.name().matches("(?:" + wanted + ").*"));
        warmUp(topology);
        boolean whole = verbose;
        boolean every = wholly;
        Way way = new Way(topology, threads, tries, times);
        long differ = all(all, way, r -> tell(r, whole, every, way.times)).stream().filter(r -> r.difference != null).count();
        System.out.println(differ + " of " + all.size() + " differ");
        System.exit(0);
    }

    /** What there is to tell of one; in one piece, as several are played at a time. */
    private static synchronized void tell(Result r, boolean whole, boolean every, Transcript.Times times) {
        if (whole) {
            System.out.println("##### kernel " + r.dialogue + "\n" + r.kernel.text() + "\n##### stack\n" + r.stack.text());
        }
        if (r.difference != null) {
            System.out.println(every ? Transcript.differences(r.dialogue, r.kernel, r.stack, times) : r.difference);
        }
    }
}
