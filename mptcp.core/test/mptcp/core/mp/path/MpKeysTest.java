package mptcp.core.mp.path;

import static mptcp.core.wire.Vectors.hex;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import mptcp.core.wire.MptcpCrypto;
import mptcp.core.wire.Vectors;
import org.junit.jupiter.api.Test;

/** What follows from the keys of the two ends, in both versions: S18, rows 28 and 29. */
class MpKeysTest {
    @Test
    void dataBeginsOneBehindTheInitialNumber() {
        for (Map<String, String> v : Vectors.of("keys")) {
            for (int version = 0; version <= 1; version++) {
                MptcpCrypto crypto = new MptcpCrypto(version);
                MpKeys keys = new MpKeys(crypto, hex(v.get("key")));
                assertEquals(version, keys.version());
                assertEquals((int) hex(v.get("v" + version + "_token")), keys.localToken());
                assertEquals(hex(v.get("v" + version + "_idsn")) + 1, keys.localFirst());
                assertFalse(keys.remoteKnown());
                keys.remote(crypto, hex(v.get("key")));
                assertTrue(keys.remoteKnown());
                assertEquals(keys.localToken(), keys.remoteToken());
                assertEquals(keys.localFirst(), keys.remoteFirst());
            }
        }
    }
}
