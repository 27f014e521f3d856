package mptcp.itest;

import java.nio.file.Path;
import mptcp.api.socket.StackFactory;
import mptcp.itest.campaign.SwapCampaign;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.test.common.annotation.InjectService;
import org.osgi.test.junit5.service.ServiceExtension;

/** The campaign of {@link SwapCampaignTest} with ten thousand changes. */
@Tag("slow")
@ExtendWith(ServiceExtension.class)
class TenThousandSwapsTest {
    private static final int CHANGES = 10_000;

    @InjectService
    StackFactory factory;

    @InjectService
    ConfigurationAdmin configurations;

    @TempDir
    Path temporary;

    @Test
    void changesOfEverySort() throws Exception {
        try (SwapCampaign campaign = new SwapCampaign(factory, configurations, temporary, 2)) {
            System.out.println(campaign.run(CHANGES));
        }
    }
}
