package mptcp.nio;

import java.util.AbstractSet;
import java.util.Collection;
import java.util.Iterator;
import java.util.Set;

/** A view of a set that gives elements up and takes none, as {@link java.nio.channels.Selector#selectedKeys} is one. */
final class UngrowableSet<E> extends AbstractSet<E> {
    private final Set<E> set;

    UngrowableSet(Set<E> set) {
        this.set = set;
    }

    @Override
    public int size() {
        return set.size();
    }

    @Override
    public boolean contains(Object o) {
        return set.contains(o);
    }

    @Override
    public Iterator<E> iterator() {
        return set.iterator();
    }

    @Override
    public boolean remove(Object o) {
        return set.remove(o);
    }

    @Override
    public boolean addAll(Collection<? extends E> all) {
        throw new UnsupportedOperationException(); // of none, too
    }

    @Override
    public boolean removeAll(Collection<?> all) {
        return set.removeAll(all);
    }

    @Override
    public boolean retainAll(Collection<?> all) {
        return set.retainAll(all);
    }

    @Override
    public void clear() {
        set.clear();
    }
}
