package mptcp.interop.dialogue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Holds dialogues with both, and tells where they first differ. Dialogues from files can be tried by {@link #main}. */
final class Compare {
    private static final Map<String, List<Dialogue>> LISTS = Map.of("tcp", TcpDialogues.ALL, "multipath", MultipathDialogues.ALL,
            "calls", CallDialogues.ALL, "other", OtherDialogues.ALL);

    private Compare() {}

    /** @param difference null: none */
    record Result(Dialogue dialogue, Transcript kernel, Transcript stack, String difference) {}

    static Result of(Dialogue dialogue, Topology topology) {
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
        int at = Transcript.firstDifference(k, s);
        return new Result(dialogue, k, s, at < 0 ? null : Transcript.difference(dialogue, k, s, at));
    }

    /** Several at a time. */
    static List<Result> all(List<Dialogue> dialogues, Topology topology, int threads) {
        try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
            List<CompletableFuture<Result>> results = new ArrayList<>();
            dialogues.forEach(d -> results.add(CompletableFuture.supplyAsync(() -> {
                Result r = of(d, topology);
                return r.difference == null ? r : of(d, topology);
            }, pool)));
            return results.stream().map(CompletableFuture::join).toList();
        }
    }

    /** So that the first dialogues meet code that is loaded. */
    static void warmUp(Topology topology) {
        of(Dialogue.of("warm up", "socket inet 2049 mptcp; bind 3 192.168.0.1 8080; listen 3 5;"
                + "< S 0(0) win 65535 <mss/1460,sok,ts0,nop,ws/7,mpc4>; < . 1(0) ack 1 win 512 <nop,nop,ts,mpc20>; accept 3;"
                + "< P. 1(1000) ack 1 win 512 <nop,nop,ts,dss/a8=1/m8=1+1+1000>; read 4 1000; write 4 5000;"
                + "getsockopt 4 6 11 248; close 4; close 3; +50; +50"), topology);
    }

    /**
     * Dialogues: {@code tcp}, {@code multipath}, {@code other}, {@code -gFROM-TO} (generated), or files in which each stands behind a
     * line {@code === NAME}. {@code -oNAME}: those alone; {@code -a}: all differences of each, {@code -v}: whole transcripts,
     * {@code -6}: IPv6.
     */
    public static void main(String[] args) throws Exception {
        List<Dialogue> all = new ArrayList<>();
        boolean verbose = false;
        boolean wholly = false;
        Topology topology = Topology.IPV4;
        String only = "";
        for (String arg : args) {
            if (arg.equals("-v")) {
                verbose = true;
            } else if (arg.equals("-a")) {
                wholly = true;
            } else if (arg.equals("-6")) {
                topology = Topology.IPV6;
            } else if (LISTS.containsKey(arg)) {
                all.addAll(LISTS.get(arg));
            } else if (arg.startsWith("-g")) {
                String[] range = arg.substring(2).split("-");
                for (long seed = Long.parseLong(range[0]); seed <= Long.parseLong(range[1]); seed++) {
                    all.add(GeneratedDialogues.of(seed));
                }
            } else if (arg.startsWith("-o")) {
                only = arg.substring(2);
            } else {
                for (String part : Files.readString(Path.of(arg)).split("(?m)^=== ")) {
                    if (!part.isBlank()) {
                        int line = part.indexOf('\n');
                        all.add(Dialogue.of(part.substring(0, line).strip(), part.substring(line + 1)));
                    }
                }
            }
        }
        String wanted = only;
        all.removeIf(d -> !d.name().contains(wanted));
        warmUp(topology);
        int differ = 0;
        for (Result r : all(all, topology, 2)) {
            if (verbose) {
                System.out.println("##### kernel " + r.dialogue + "\n" + r.kernel.text() + "\n##### stack\n" + r.stack.text());
            }
            if (r.difference != null) {
                differ++;
                System.out.println(wholly ? Transcript.differences(r.dialogue, r.kernel, r.stack) : r.difference);
            }
        }
        System.out.println(differ + " of " + all.size() + " differ");
        System.exit(0);
    }
}
