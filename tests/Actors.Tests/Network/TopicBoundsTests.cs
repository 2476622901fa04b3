using Consensoor.Actors.Network.Topics;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Xunit;

namespace Consensoor.Actors.Tests.Network;

/// <summary>Tests the most bytes a message of each topic may have, against figures computed by hand from the containers.</summary>
public class TopicBoundsTests
{
    private const ulong Payload = 10 * 1024 * 1024;
    private static readonly ChainSpec Spec = Networks.Find("mainnet")!;

    [Theory]
    [InlineData(TopicKind.BeaconBlock, ForkName.Phase0, 157_756)]
    [InlineData(TopicKind.BeaconBlock, ForkName.Fulu, Payload)]
    [InlineData(TopicKind.BeaconBlock, ForkName.Gloas, Payload)]
    [InlineData(TopicKind.BeaconAttestation, ForkName.Phase0, 485)]
    [InlineData(TopicKind.BeaconAttestation, ForkName.Electra, 240)]
    [InlineData(TopicKind.BeaconAggregateAndProof, ForkName.Phase0, 693)]
    [InlineData(TopicKind.BeaconAggregateAndProof, ForkName.Electra, 16_829)]
    [InlineData(TopicKind.BeaconAggregateAndProof, ForkName.Gloas, 16_829)]
    [InlineData(TopicKind.VoluntaryExit, ForkName.Phase0, 112)]
    [InlineData(TopicKind.ProposerSlashing, ForkName.Phase0, 416)]
    [InlineData(TopicKind.AttesterSlashing, ForkName.Phase0, 33_232)]
    [InlineData(TopicKind.AttesterSlashing, ForkName.Electra, 2_097_616)]
    [InlineData(TopicKind.AttesterSlashing, ForkName.Gloas, 2_097_616)]
    [InlineData(TopicKind.SyncCommittee, ForkName.Altair, 144)]
    [InlineData(TopicKind.SyncCommitteeContributionAndProof, ForkName.Altair, 360)]
    [InlineData(TopicKind.BlsToExecutionChange, ForkName.Capella, 172)]
    [InlineData(TopicKind.BlobSidecar, ForkName.Deneb, 131_928)]
    [InlineData(TopicKind.ExecutionPayload, ForkName.Gloas, Payload)]
    [InlineData(TopicKind.ExecutionPayloadBid, ForkName.Gloas, 196_932)]
    [InlineData(TopicKind.PayloadAttestationMessage, ForkName.Gloas, 146)]
    [InlineData(TopicKind.InclusionList, ForkName.Heze, 41_112)]
    public void ATopicsBoundIsThatOfItsType(TopicKind kind, ForkName fork, ulong most) =>
        Assert.Equal(most, TopicTable.Of(kind).MostBytes(Spec, fork));

    /// <summary>A column has as many cells as the largest entry of the blob schedule.</summary>
    [Fact]
    public void AColumnsBoundFollowsTheBlobSchedule()
    {
        var blobs = Spec.Config.BlobSchedule.Select(static entry => entry.MaxBlobsPerBlock)
            .Append(Spec.Config.MaxBlobsPerBlockElectra).Max();
        Assert.Equal(356 + (blobs * (2048 + 48 + 48)), TopicTable.Of(TopicKind.DataColumnSidecar).MostBytes(Spec, ForkName.Fulu));
        Assert.Equal(56 + (blobs * (2048 + 48)), TopicTable.Of(TopicKind.DataColumnSidecar).MostBytes(Spec, ForkName.Gloas));
    }

    [Fact]
    public void EveryTopicOfEveryForkHasABoundWithinThePayloadsSize()
    {
        foreach (var fork in Enum.GetValues<ForkName>())
        {
            foreach (var row in TopicTable.Rows.Where(row => row.Since <= fork && !(fork >= row.Until)))
            {
                Assert.InRange(row.MostBytes(Spec, fork), 1UL, Payload);
            }
        }
    }
}
