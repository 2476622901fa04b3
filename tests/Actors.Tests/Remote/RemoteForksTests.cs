using Consensoor.Actors.Tests.Chain;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Xunit;

namespace Consensoor.Actors.Tests.Remote;

/// <summary>Validators on another's node over every fork's first slot, altair to gloas, an epoch each, with blobs from deneb on.</summary>
public sealed class RemoteForksTests
{
    private const int SlotsPerEpoch = RemoteRun.SlotsPerEpoch;
    private const int Last = (8 * SlotsPerEpoch) - 1;

    [Fact]
    public void Every_duty_is_done_over_the_boundaries_of_forks()
    {
        using var run = new RemoteRun(static spec => new ChainSpec(spec.Preset, spec.Config with
        {
            BellatrixForkEpoch = 1,
            CapellaForkEpoch = 2,
            DenebForkEpoch = 3,
            ElectraForkEpoch = 4,
            FuluForkEpoch = 5,
            GloasForkEpoch = 6,
            TerminalBlockHashActivationEpoch = 1,
        }));
        var spec = run.Chain.Spec;
        var node = run.Node("node");
        run.Start("validators", 0, "node");
        for (var slot = 1; slot <= Last; slot++)
        {
            // The last slot of a fork and the first of the next have one each.
            if (spec.ForkAtSlot((Slot)slot) >= ForkName.Deneb && slot % SlotsPerEpoch is 0 or SlotsPerEpoch - 1)
            {
                node.Mempool.SubmitBlob(TestBlobs.Create((byte)slot));
            }

            run.RunUntilSlot(slot);
        }

        var blocks = node.Blocks.Select(static block => block.Message).ToList();
        Assert.Equal(Enumerable.Range(1, Last).Select(static slot => (Slot)slot), blocks.Select(static block => block.Slot));
        var missed = run.Duties.Where(static duty => duty.Reason is not null && duty.Slot > 0);
        Assert.Empty(missed.Select(static duty => $"{duty.Kind} of {duty.Slot}: {duty.Reason}"));
        for (var slot = (Slot)SlotsPerEpoch; slot < Last; slot++)
        {
            int Done(DutyKind kind) => run.Duties.Count(duty => duty.Slot == slot && duty.Kind == kind);
            Assert.Equal(RemoteRun.Validators / SlotsPerEpoch, Done(DutyKind.Attestation));
            Assert.Equal(1, Done(DutyKind.Proposal));
            Assert.True(Done(DutyKind.SyncMessage) > 0);
            Assert.Equal(spec.ForkAtSlot(slot) >= ForkName.Gloas ? 1 : 0, Done(DutyKind.Payload));
        }

        foreach (var fork in (ForkName[])[ForkName.Deneb, ForkName.Electra, ForkName.Fulu, ForkName.Gloas])
        {
            var blobs = blocks.Where(block => spec.ForkAtSlot(block.Slot) == fork).Sum(static block =>
                block.Body.SignedExecutionPayloadBid?.Message.BlobKzgCommitments.Count ?? block.Body.BlobKzgCommitments.Count);
            Assert.True(blobs >= 2, $"{fork} has {blobs} blobs");
        }

        Assert.Equal(
            blocks.Where(block => spec.ForkAtSlot(block.Slot) >= ForkName.Gloas && block.Slot < Last).Select(static block => block.Slot),
            node.Envelopes.Select(static envelope => envelope.Message.Payload.SlotNumber).Where(static slot => slot < Last));
    }
}
