package mptcp.nio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.spi.AbstractSelectableChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a selection costs, counted in looks at channels. */
@Timeout(60)
final class SelectorScaleTest {
    private static final int REGISTERED = 10_000;
    private static final int READY = 3;
    private static final int SELECTIONS = 1000;

    /** A channel that is ready when it is told to be, and counts who asks. */
    private static final class Counted extends AbstractSelectableChannel implements Selectable {
        private final Registrations registrations = new Registrations();
        private final AtomicLong looks;
        private volatile int ready;

        Counted(AtomicLong looks) throws IOException {
            super(Ground.Stacks.CLIENT);
            this.looks = looks;
            configureBlocking(false);
        }

        void become(int ops) {
            ready = ops;
            registrations.signal();
        }

        @Override
        public Registrations registrations() {
            return registrations;
        }

        @Override
        public int readyOps() {
            looks.incrementAndGet();
            return ready;
        }

        @Override
        public void awaited(int ops) {
            // it always tells
        }

        @Override
        public SelectableChannel kernel() {
            return null;
        }

        @Override
        public int validOps() {
            return SelectionKey.OP_READ;
        }

        @Override
        protected void implCloseSelectableChannel() {
            // nothing is behind it
        }

        @Override
        protected void implConfigureBlocking(boolean block) {
            // nothing is behind it
        }
    }

    @Test
    void aSelectionLooksAtWhatIsReadyNotAtWhatIsRegistered() throws IOException {
        AtomicLong looks = new AtomicLong();
        List<Counted> channels = new ArrayList<>();
        try (Selector selector = Ground.Stacks.CLIENT.openSelector()) {
            for (int i = 0; i < REGISTERED; i++) {
                Counted channel = new Counted(looks);
                channel.register(selector, SelectionKey.OP_READ);
                channels.add(channel);
            }
            assertEquals(0, selector.selectNow());
            for (int i = 0; i < READY; i++) {
                channels.get(i * 1000).become(SelectionKey.OP_READ);
            }
            looks.set(0);
            for (int i = 0; i < SELECTIONS; i++) {
                assertEquals(READY, selector.select());
                selector.selectedKeys().clear();
            }
            assertTrue(looks.get() <= 2L * READY * SELECTIONS, () -> looks + " looks");
            channels.forEach(c -> c.become(0));
            assertEquals(0, selector.selectNow());
            looks.set(0);
            for (int i = 0; i < SELECTIONS; i++) {
                assertEquals(0, selector.selectNow());
            }
            assertEquals(0, looks.get());
        }
    }
}
