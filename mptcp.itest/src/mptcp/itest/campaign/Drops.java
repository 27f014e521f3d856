package mptcp.itest.campaign;

import java.io.IOException;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import mptcp.api.policy.PolicyKind;
import mptcp.api.policy.PolicyRegistry;
import mptcp.itest.bundle.ProbeJar;
import mptcp.itest.bundle.WatchedFolder;
import mptcp.itest.witness.Witness;
import mptcp.itest.world.Await;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;

/**
 * A jar in a watched folder that is dropped, replaced by one of another kind and name, and removed, again and again. File
 * Install acts on its own thread: the effect of a change is waited for before the next one is made, so that other
 * changes come between. One thread.
 */
final class Drops {
    private static final String FILE = "dropped.jar";
    private static final int RANKING = 10_000;

    private final WatchedFolder folder;
    private final PolicyRegistry registry;
    private final BundleContext context;
    private final SplittableRandom random;
    private ProbeJar present;
    private ProbeJar former;
    private long late;
    private int number;
    private boolean closed;

    Drops(WatchedFolder folder, PolicyRegistry registry, BundleContext context, SplittableRandom random) {
        this.folder = folder;
        this.registry = registry;
        this.context = context;
        this.random = random;
    }

    /** The next change of the folder. @return what it was */
    String next() throws IOException {
        settle();
        former = present;
        if (present != null && random.nextInt(3) == 0) {
            folder.delete(FILE);
            present = null;
            return "removed from the folder";
        }
        PolicyKind kind = PolicyKind.values()[random.nextInt(PolicyKind.values().length)];
        present = new ProbeJar(kind, "dropped-" + number, RANKING, "2." + number + ".0");
        number++;
        folder.put(FILE, present.bytes());
        return former == null ? "dropped into the folder" : "replaced in the folder";
    }

    /** Waits until File Install has done what was asked for. */
    void settle() {
        Await.until("File Install has deployed " + present + " instead of " + former,
                () -> (present == null || isRegistered(present)) && (former == null || !isRegistered(former)));
        if (former != null) {
            late += Witness.of(former.name()).late();
        }
    }

    private boolean isRegistered(ProbeJar jar) {
        Predicate<PolicyRegistry.Entry> same = e -> e.name().equals(jar.name());
        return registry.list(jar.kind()).stream().anyMatch(same);
    }

    /** Takes the jar away, once. @return how many calls there were into bundles that were stopped */
    long finish() throws IOException {
        if (closed) {
            return late;
        }
        closed = true;
        settle();
        former = present;
        if (present != null) {
            folder.delete(FILE);
            present = null;
        }
        settle();
        folder.close();
        Await.until("the folder's bundles are gone", () -> Arrays.stream(context.getBundles()).map(Bundle::getLocation)
                .noneMatch(location -> location.contains(folder.path().toString())));
        return late;
    }
}
