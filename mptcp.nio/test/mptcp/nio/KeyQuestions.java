package mptcp.nio;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/** More of {@link Questions}: selectors, their sets of keys and who may change them when. */
final class KeyQuestions extends Asking {
    private static final int SOON = 20_000;

    private final Ground ground;

    KeyQuestions(Ground ground, boolean virtual) {
        super(virtual);
        this.ground = ground;
    }

    void askAll() {
        step(this::sets);
        step(this::setsThatChange);
        step(this::wakeups);
        step(this::registrations);
        step(this::twoSelectors);
        step(this::closedSelectors);
        step(this::closedChannels);
        step(this::actions);
        step(this::actionsThatChangeThings);
        step(this::blockingModes);
        step(this::readiness);
        step(this::severalThreads);
    }

    private Selector selector() throws IOException {
        return ground.client().openSelector();
    }

    private static SelectionKey register(SocketChannel c, Selector s, int ops) throws IOException {
        c.configureBlocking(false);
        return c.register(s, ops);
    }

    private void sets() throws Exception {
        try (Ground.Ends ends = ground.connect(); Selector s = selector()) {
            ask("selector's provider", () -> s.provider() == ground.client());
            ask("keys, the same set", () -> s.keys() == s.keys());
            ask("selectedKeys, the same set", () -> s.selectedKeys() == s.selectedKeys());
            SelectionKey key = register(ends.client(), s, SelectionKey.OP_WRITE);
            ask("keys equal", () -> s.keys().equals(Set.of(key)) + " " + (s.keys().hashCode() == Set.of(key).hashCode()));
            ask("keys clear", () -> {
                s.keys().clear();
                return "done";
            });
            ask("keys removeIf", () -> s.keys().removeIf(_ -> true));
            ask("keys retainAll", () -> s.keys().retainAll(Set.of()));
            ask("keys addAll", () -> s.keys().addAll(Set.of(key)));
            ask("keys contain others", () -> s.keys().contains("a") + " " + s.keys().contains(key));
            ask("select", () -> s.select(SOON));
            Set<SelectionKey> selected = s.selectedKeys();
            ask("selected equal", () -> selected.equals(Set.of(key)) + " " + Set.of(key).equals(selected));
            ask("selected hash", () -> selected.hashCode() == Set.of(key).hashCode());
            ask("selected contain", () -> selected.contains(key) + " " + selected.contains(null) + " " + selected.containsAll(List.of(key)));
            ask("selected array", () -> selected.toArray().length + " " + selected.toArray(new SelectionKey[3])[1]);
            ask("selected add what is there", () -> selected.add(key));
            ask("selected add null", () -> selected.add(null));
            ask("selected addAll", () -> selected.addAll(Set.of(key)));
            ask("selected remove others", () -> selected.remove("a"));
            ask("selected retainAll of it", () -> selected.retainAll(Set.of(key)));
            ask("selected empty", selected::isEmpty);
            ask("selected stream", () -> selected.stream().filter(SelectionKey::isWritable).count());
            ask("selected remove", () -> selected.remove(key) + " " + selected.remove(key));
            ask("selected toString", selected::toString);
            ask("select again", () -> s.select(SOON));
            ask("selected removeAll", () -> selected.removeAll(Set.of(key)));
            ask("select once more", () -> s.select(SOON));
            ask("selected removeIf", () -> selected.removeIf(SelectionKey::isWritable));
            ask("select after removeIf", () -> s.select(SOON));
            ask("selected iterator remove twice", () -> {
                Iterator<SelectionKey> all = selected.iterator();
                all.next();
                all.remove();
                all.remove();
                return "removed";
            });
            ask("selected then", selected::size);
        }
    }

    private void setsThatChange() throws Exception {
        try (Ground.Ends a = ground.connect(); Ground.Ends b = ground.connect(); Selector s = selector()) {
            SelectionKey first = register(a.client(), s, SelectionKey.OP_WRITE);
            ask("register while keys are gone through", () -> {
                Iterator<SelectionKey> all = s.keys().iterator();
                all.next();
                register(b.client(), s, 0);
                return all.hasNext() ? all.next() == b.client().keyFor(s) : "none or the one before";
            });
            ask("keys then", () -> s.keys().size());
            s.select(SOON);
            ask("a key that comes while the selected are gone through", () -> {
                Iterator<SelectionKey> all = s.selectedKeys().iterator();
                b.client().keyFor(s).interestOps(SelectionKey.OP_WRITE);
                s.select(SOON);
                return all.next() == first;
            });
            ask("a key that goes while the selected are gone through", () -> {
                Iterator<SelectionKey> all = s.selectedKeys().iterator();
                all.next();
                s.selectedKeys().clear();
                return all.hasNext() + " " + all.next();
            });
            ask("a key that is cancelled while the selected are gone through", () -> {
                s.select(SOON);
                Iterator<SelectionKey> all = s.selectedKeys().iterator();
                first.cancel();
                int n = s.selectedKeys().size();
                s.selectNow();
                return n + " " + all.next();
            });
            ask("selected then", () -> s.selectedKeys().size());
            ask("keys in the end", () -> s.keys().size());
        }
    }

    private void wakeups() throws Exception {
        try (Selector s = selector()) {
            s.wakeup();
            ask("select after wakeup", s::select);
            s.wakeup().wakeup();
            ask("select after two", s::select);
            ask("and no second time", () -> {
                long from = System.nanoTime();
                int n = s.select(30);
                return n + " " + (System.nanoTime() - from >= 25_000_000);
            });
            s.wakeup();
            ask("selectNow uses it up", s::selectNow);
            ask("none left", () -> {
                long from = System.nanoTime();
                int n = s.select(30);
                return n + " " + (System.nanoTime() - from >= 25_000_000);
            });
            s.wakeup();
            ask("select in time after wakeup", () -> s.select(SOON));
            s.wakeup();
            ask("select with an action after wakeup", () -> s.select(_ -> { }));
            s.wakeup();
            ask("selectNow with an action after wakeup", () -> s.selectNow(_ -> { }));
            var waiting = Tasks.start(virtual, () -> s.select()).awaitWaiting();
            s.wakeup();
            ask("select that was woken", waiting::get);
            var inTime = Tasks.start(virtual, () -> s.select(_ -> { }, SOON)).awaitWaiting();
            s.wakeup();
            ask("select in time that was woken", inTime::get);
            var interrupted = Tasks.start(virtual, () -> s.select() + " " + Thread.interrupted()).awaitWaiting();
            interrupted.thread().interrupt();
            ask("select that was interrupted", interrupted::get);
            ask("select 0 is for ever", () -> {
                var forEver = Tasks.start(virtual, () -> s.select(0)).awaitWaiting();
                s.wakeup();
                return forEver.get();
            });
        }
    }

    private void registrations() throws Exception {
        try (Ground.Ends ends = ground.connect(); Selector s = selector(); SocketChannel fresh = ground.client().openSocketChannel()) {
            SocketChannel c = ends.client();
            ask("register blocking, wrong ops", () -> c.register(s, SelectionKey.OP_ACCEPT));
            c.configureBlocking(false);
            SelectionKey key = c.register(s, SelectionKey.OP_READ, "one");
            ask("attachment", key::attachment);
            ask("register once more", () -> c.register(s, SelectionKey.OP_WRITE, "two") == key);
            ask("then", () -> key.interestOps() + " " + key.attachment());
            ask("register once more without attachment", () -> c.register(s, SelectionKey.OP_READ) == key);
            ask("then none", key::attachment);
            ask("keyFor", () -> c.keyFor(s) == key);
            ask("keyFor null", () -> c.keyFor(null));
            ask("key's channel and selector", () -> (key.channel() == c) + " " + (key.selector() == s));
            ask("interestOps, kept", () -> key.interestOps(SelectionKey.OP_WRITE) == key);
            ask("interestOpsOr", () -> key.interestOpsOr(SelectionKey.OP_READ) + " " + key.interestOps());
            ask("interestOpsAnd of all", () -> key.interestOpsAnd(-1) + " " + key.interestOps());
            ask("interestOpsAnd of none", () -> key.interestOpsAnd(0) + " " + key.interestOps());
            ask("interestOpsOr of a negative", () -> key.interestOpsOr(-1));
            ask("readyOps", key::readyOps);
            ask("ready for accept", key::isAcceptable);
            key.cancel();
            key.cancel();
            ask("register a cancelled key again", () -> c.register(s, SelectionKey.OP_READ));
            ask("interestOps of a cancelled key", key::interestOps);
            ask("interestOpsOr of a cancelled key", () -> key.interestOpsOr(1));
            ask("interestOpsAnd of a cancelled key", () -> key.interestOpsAnd(1));
            ask("set interestOps of a cancelled key", () -> key.interestOps(1));
            ask("isConnectable of a cancelled key", key::isConnectable);
            ask("attach to a cancelled key", () -> key.attach("late") + " " + key.attachment());
            ask("keyFor of a cancelled key", () -> c.keyFor(s) == key);
            ask("registered", c::isRegistered);
            ask("keys", () -> s.keys().contains(key));
            ask("selectNow lets go", s::selectNow);
            ask("registered then", c::isRegistered);
            ask("keyFor then", () -> c.keyFor(s));
            ask("register anew", () -> c.register(s, SelectionKey.OP_WRITE, "new") != key);
            ask("select anew", () -> s.select(SOON));
            fresh.configureBlocking(false);
            ask("register what is not connected", () -> fresh.register(s, SelectionKey.OP_CONNECT).interestOps());
            ask("register a listener to write", () -> {
                try (ServerSocketChannel l = ground.server().openServerSocketChannel()) {
                    l.configureBlocking(false);
                    return l.register(s, SelectionKey.OP_WRITE);
                }
            });
            ask("register an unbound listener", () -> {
                try (ServerSocketChannel l = ground.server().openServerSocketChannel()) {
                    l.configureBlocking(false);
                    return l.register(s, SelectionKey.OP_ACCEPT).interestOps();
                }
            });
        }
    }

    private void twoSelectors() throws Exception {
        try (Ground.Ends ends = ground.connect(); Selector s = selector(); Selector t = selector()) {
            SocketChannel c = ends.client();
            SelectionKey a = register(c, s, SelectionKey.OP_READ);
            SelectionKey b = register(c, t, SelectionKey.OP_WRITE);
            ask("two keys", () -> a != b && c.keyFor(s) == a && c.keyFor(t) == b);
            ask("one selects", () -> t.select(SOON) + " " + s.selectNow());
            ends.server().write(ByteBuffer.allocate(1));
            ask("the other selects", () -> s.select(SOON) + " " + a.readyOps() + " " + b.readyOps());
            a.cancel();
            s.selectNow();
            ask("still registered", () -> c.isRegistered() + " " + b.isValid());
            ask("to block", () -> c.configureBlocking(true));
            end(t);
            ask("registered no more", () -> c.isRegistered() + " " + b.isValid() + " " + c.keyFor(t));
            ask("to block then", () -> c.configureBlocking(true).isBlocking());
            ask("read then", () -> c.read(ByteBuffer.allocate(5)));
        }
    }

    private void closedSelectors() throws Exception {
        try (Ground.Ends ends = ground.connect()) {
            Selector s = selector();
            SelectionKey key = register(ends.client(), s, SelectionKey.OP_READ);
            var waiting = Tasks.start(virtual, () -> s.select()).awaitWaiting();
            s.close();
            ask("select that is closed", waiting::get);
            ask("open", s::isOpen);
            tell("close again", s::close);
            ask("key valid", key::isValid);
            ask("key's interest", key::interestOps);
            ask("key's channel", () -> key.channel() == ends.client() && key.selector() == s);
            tell("cancel", key::cancel);
            ask("selectedKeys", s::selectedKeys);
            ask("select in time", () -> s.select(1));
            ask("select with an action", () -> s.select(_ -> { }));
            ask("select with no action", () -> s.select(null));
            ask("select negative", () -> s.select(-1));
            ask("registered", () -> ends.client().isRegistered() + " " + ends.client().keyFor(s));
            ask("register with it", () -> ends.client().register(s, SelectionKey.OP_READ));
            ask("registered then", ends.client()::isRegistered);
            ask("register with it for nothing there is", () -> ends.client().register(s, 1 << 20));
            ends.client().configureBlocking(true);
            ask("register a blocking one with it", () -> ends.client().register(s, SelectionKey.OP_READ));
            ends.client().close();
            ask("register a closed one with it", () -> ends.client().register(s, SelectionKey.OP_READ));
        }
        try (Selector s = selector()) {
            ask("no action", () -> s.select(null));
            ask("no action in time", () -> s.select(null, 1));
            ask("no action now", () -> s.selectNow(null));
            ask("negative with an action", () -> s.select(_ -> { }, -1));
        }
    }

    private void closedChannels() throws Exception {
        try (Ground.Ends ends = ground.connect(); Selector s = selector()) {
            SelectionKey key = register(ends.client(), s, SelectionKey.OP_READ);
            var waiting = Tasks.start(virtual, () -> s.select(150)).awaitWaiting();
            ends.client().close();
            ask("select whose channel is closed", waiting::get);
            ask("keys then", () -> s.keys().size());
            ask("valid then", key::isValid);
            ask("the peer's end", () -> ends.server().read(ByteBuffer.allocate(1)));
        }
        try (Ground.Ends ends = ground.connect(); Selector s = selector()) {
            register(ends.client(), s, SelectionKey.OP_READ);
            ends.client().close();
            ask("the peer's end of one that is registered", () -> ends.server().read(ByteBuffer.allocate(1)));
            ask("registered while closed", ends.client()::isRegistered);
            ask("keys while closed", () -> s.keys().size());
            ask("selectNow", s::selectNow);
            ask("registered after selection", ends.client()::isRegistered);
            ask("configureBlocking closed", () -> ends.client().configureBlocking(true));
            ask("blocking mode of a closed one", ends.client()::isBlocking);
        }
        try (ServerSocketChannel l = ground.listen(); Selector s = ground.server().openSelector()) {
            l.configureBlocking(false);
            SelectionKey key = l.register(s, SelectionKey.OP_ACCEPT);
            var waiting = Tasks.start(virtual, () -> s.select(150)).awaitWaiting();
            end(l);
            ask("select whose listener is closed", waiting::get);
            ask("its key", key::isValid);
            ask("keys of a closed listener", () -> s.keys().size());
        }
    }

    private void actions() throws Exception {
        try (Ground.Ends ends = ground.connect(); Selector s = selector()) {
            SelectionKey key = register(ends.client(), s, SelectionKey.OP_WRITE);
            ask("action", () -> {
                AtomicInteger n = new AtomicInteger();
                int told = s.select(k -> n.addAndGet(k == key && k.isWritable() && !k.isReadable() ? 1 : 100), SOON);
                return told + " " + n + " " + s.selectedKeys().size();
            });
            ends.server().write(ByteBuffer.allocate(1));
            key.interestOps(SelectionKey.OP_READ);
            ask("action with what is ready now", () -> {
                AtomicInteger ops = new AtomicInteger();
                s.select(k -> ops.set(k.readyOps()), SOON);
                return ops + " " + key.readyOps();
            });
            ask("selected afterwards", () -> s.select(SOON) + " " + key.readyOps());
            key.interestOps(SelectionKey.OP_WRITE);
            ask("action on a selected key", () -> {
                AtomicInteger ops = new AtomicInteger();
                s.select(k -> ops.set(k.readyOps()), SOON);
                return ops + " " + key.readyOps() + " " + s.selectedKeys().contains(key);
            });
            ask("selection of a selected key", () -> s.selectNow() + " " + key.readyOps());
            ask("error in an action", () -> s.select(_ -> {
                throw new LinkageError("of the action");
            }));
            ask("selection in an action", () -> s.select(_ -> {
                try {
                    s.selectNow();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }));
            ask("selection with an action in an action", () -> s.select(_ -> {
                try {
                    s.select(_ -> { }, 1);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }));
            ask("wakeup in an action", () -> s.select(_ -> s.wakeup()) + " " + s.select(k -> k.interestOps(0)) + " " + s.select(30));
        }
    }

    private void actionsThatChangeThings() throws Exception {
        try (Ground.Ends ends = ground.connect(); Ground.Ends other = ground.connect(); Selector s = selector()) {
            SelectionKey key = register(ends.client(), s, SelectionKey.OP_WRITE);
            ask("register in an action", () -> s.select(_ -> {
                try {
                    register(other.client(), s, SelectionKey.OP_WRITE);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }) + " " + s.keys().size());
            ask("both", () -> s.select(_ -> { }, SOON));
            ask("interest changed in an action", () -> s.select(k -> k.interestOps(0), SOON) + " " + s.selectNow());
            key.interestOps(SelectionKey.OP_WRITE);
            ask("selected keys changed in an action", () -> {
                s.select(SOON);
                int n = s.select(_ -> s.selectedKeys().clear(), SOON);
                return n + " " + s.selectedKeys().size();
            });
            ask("channel closed in an action", () -> {
                int n = s.select(k -> {
                    try {
                        k.channel().close();
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                }, SOON);
                return n + " " + key.isValid() + " " + s.keys().size();
            });
            ask("then", () -> s.selectNow() + " " + s.keys().size());
            other.client().keyFor(s).interestOps(SelectionKey.OP_WRITE);
            ask("selector closed in an action", () -> s.select(k -> {
                try {
                    k.selector().close();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }, SOON));
            ask("open", s::isOpen);
            ask("registered", other.client()::isRegistered);
        }
    }

    private void blockingModes() throws Exception {
        try (Ground.Ends ends = ground.connect(); Selector s = selector()) {
            SocketChannel c = ends.client();
            SelectionKey key = register(c, s, SelectionKey.OP_READ);
            ask("to block while registered", () -> c.configureBlocking(true));
            ask("not to block while registered", () -> c.configureBlocking(false) == c);
            ask("adaptor read while registered", () -> c.socket().getInputStream().read());
            tell("adaptor write while registered", () -> c.socket().getOutputStream().write(1));
            key.cancel();
            ask("to block with a cancelled key", () -> c.configureBlocking(true).isBlocking());
            ask("register while it blocks", () -> c.register(s, SelectionKey.OP_READ));
            ask("selectNow", s::selectNow);
            ask("not to block again", () -> c.configureBlocking(false).register(s, SelectionKey.OP_WRITE) != key);
            ask("lock", () -> c.blockingLock() == c.blockingLock());
        }
        try (ServerSocketChannel l = ground.listen(); Selector s = ground.server().openSelector()) {
            l.configureBlocking(false);
            SelectionKey key = l.register(s, SelectionKey.OP_ACCEPT);
            ask("listener to block while registered", () -> l.configureBlocking(true));
            ask("adaptor accept while registered", () -> l.socket().accept());
            key.cancel();
            ask("listener to block with a cancelled key", () -> l.configureBlocking(true).isBlocking());
        }
    }

    private void readiness() throws Exception {
        try (Ground.Ends ends = ground.connect(); Selector s = selector()) {
            SelectionKey key = register(ends.client(), s, SelectionKey.OP_READ | SelectionKey.OP_WRITE);
            ask("writable", () -> s.select(SOON) + " " + key.readyOps());
            ask("nothing new", () -> s.selectNow() + " " + key.readyOps());
            ends.server().write(ByteBuffer.allocate(3));
            ask("readable, too", () -> {
                int n = 0;
                while (n == 0) {
                    n = s.select(SOON); // what is writable all the time ends it
                }
                return n + " " + key.readyOps();
            });
            ask("still", () -> s.selectNow() + " " + key.readyOps());
            ends.client().read(ByteBuffer.allocate(9));
            ask("ready stays until it is taken out", () -> s.selectNow() + " " + key.readyOps());
            s.selectedKeys().clear();
            ask("then is found anew", () -> s.select(SOON) + " " + key.readyOps());
            key.interestOps(SelectionKey.OP_READ);
            ask("ready keeps what is of no interest", () -> s.selectNow() + " " + key.readyOps());
            s.selectedKeys().clear();
            ask("nothing", () -> s.selectNow() + " " + s.selectedKeys().size());
            ends.server().shutdownOutput();
            ask("the end", () -> s.select(SOON) + " " + key.isReadable());
            ask("read it", () -> ends.client().read(ByteBuffer.allocate(1)));
            s.selectedKeys().clear();
            ask("the end again", () -> s.select(SOON));
            key.interestOps(SelectionKey.OP_WRITE);
            s.selectedKeys().clear();
            ask("to write at the end", () -> s.select(SOON) + " " + key.readyOps());
            key.interestOps(SelectionKey.OP_CONNECT);
            s.selectedKeys().clear();
            ask("to connect when connected", () -> s.select(30) + " " + s.selectedKeys().size());
        }
    }

    private void severalThreads() throws Exception {
        try (Ground.Ends ends = ground.connect(); Ground.Ends other = ground.connect(); Selector s = selector()) {
            SelectionKey key = register(ends.client(), s, SelectionKey.OP_READ);
            var waiting = Tasks.start(virtual, () -> s.select(SOON)).awaitWaiting();
            ask("register beside a selection", () -> register(other.client(), s, 0).isValid());
            ask("keys beside a selection", () -> s.keys().size());
            ask("interest beside a selection", () -> key.interestOpsOr(SelectionKey.OP_WRITE));
            other.client().keyFor(s).cancel();
            ask("cancelled beside a selection", () -> s.keys().size());
            s.wakeup();
            ask("told of it by that selection or the next", () -> waiting.get() + s.select(SOON) > 0);
            ask("keys after", () -> s.keys().size());
        }
        try (Ground.Ends ends = ground.connect(); Selector s = selector()) {
            register(ends.client(), s, SelectionKey.OP_READ);
            var first = Tasks.start(virtual, () -> s.select(SOON)).awaitWaiting();
            var second = Tasks.start(virtual, () -> s.select(SOON));
            ends.server().write(ByteBuffer.allocate(1));
            ask("two selections, one after the other", () -> {
                int n = first.get();
                s.wakeup();
                return n + second.get();
            });
        }
        try (Selector s = selector()) {
            var closing = Tasks.start(virtual, () -> s.select()).awaitWaiting();
            Tasks<String> other = Tasks.start(virtual, () -> {
                end(s);
                return "closed";
            });
            ask("close by another", other::get);
            ask("the selection", closing::get);
        }
    }
}
