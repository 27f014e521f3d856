package mptcp.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayInputStream;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import mptcp.api.policy.PolicyKind;
import mptcp.api.socket.StackFactory;
import mptcp.itest.bundle.PolicyBundles;
import mptcp.itest.bundle.PolicyBundles.Item;
import mptcp.itest.world.Await;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.osgi.framework.Bundle;
import org.osgi.framework.wiring.BundleWiring;
import org.osgi.test.common.annotation.InjectService;
import org.osgi.test.junit5.service.ServiceExtension;

/** Path managers that leave and come back on many threads at once: who is made of them, the chain, is there after it, and keeps none that left. */
@ExtendWith(ServiceExtension.class)
class LeaveAtOnceTest {
    private static final int ROUNDS = 20;
    private static final int TRIES = 50;

    @InjectService
    StackFactory factory;

    private PolicyBundles bundles;

    @BeforeEach
    void look() {
        bundles = new PolicyBundles(factory);
    }

    @AfterEach
    void restore() throws Exception {
        bundles.restore();
    }

    private static WeakReference<ClassLoader> loader(Bundle bundle) {
        return new WeakReference<>(bundle.adapt(BundleWiring.class).getClassLoader());
    }

    @Test
    void theChainIsThereAndKeepsNobody() throws Exception {
        List<Item> members = bundles.items().stream().filter(i -> i.kind() == PolicyKind.PATH_MANAGER && !i.name().equals("chain")).toList();
        List<WeakReference<ClassLoader>> former = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(members.size())) {
            for (int round = 0; round < ROUNDS; round++) {
                members.forEach(each -> former.add(loader(bundles.of(each))));
                List<Callable<Void>> changes = new ArrayList<>();
                for (Item each : members) {
                    Bundle bundle = bundles.of(each);
                    byte[] jar = PolicyBundles.bytes(bundle);
                    changes.add(() -> {
                        bundle.update(new ByteArrayInputStream(jar));
                        return null;
                    });
                }
                for (var change : threads.invokeAll(changes)) {
                    change.get();
                }
                Await.until("all path managers are back", () -> new PolicyBundles(factory).items().containsAll(bundles.items()));
            }
        }
        assertEquals(0, stillThere(former), "former class loaders of " + former.size());
    }

    private static long stillThere(List<WeakReference<ClassLoader>> former) {
        for (int i = 0; i < TRIES && former.stream().anyMatch(each -> !each.refersTo(null)); i++) {
            System.gc();
        }
        return former.stream().filter(each -> !each.refersTo(null)).count();
    }
}
