using Akka.Actor;
using Consensoor.Actors.Chain;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Crypto.Bls;
using Consensoor.Spec.Ssz;
using Xunit;

namespace Consensoor.Actors.Tests.Chain;

/// <summary>
/// What is answered late, about a block or payload that was given up, says nothing about another copy that came under the same root.
/// </summary>
public sealed class GivenUpTests
{
    private const Slot Later = 8;
    private static readonly RecordedChain Chain = RecordedChain.Instance;
    private static readonly Source Peer = new Source.Sync("peer");
    private static readonly SignedBeaconBlock Block = Chain.Blocks[0];
    private static readonly Root BlockRoot = Block.Message.HashTreeRoot(Chain.World.Genesis.Ssz);
    private static readonly SignedExecutionPayloadEnvelope Envelope =
        Chain.Envelopes.Single(static envelope => envelope.Message.BeaconBlockRoot == BlockRoot);

    private readonly DirectPorts _ports = new(ManagedBls.Shared);

    [Fact]
    public void TheVerdictOnAPayloadThatWasGivenUpIsNoneOnAForgedOne()
    {
        var core = StartWithBlock(static settings => settings with { EarlySlots = 4 });
        _ports.IsEngineSilent = true;
        Import(core, Envelope, Source.Own.Instance);
        _ports.Run(core);
        var asked = Assert.Single(_ports.Payloads);
        Wait(core);
        Import(core, Envelope with { Signature = default }, Peer);
        core.On(_ports.AnswerTo(asked));
        Assert.Null(_ports.View!.Blocks[BlockRoot].Envelope);
        _ports.Run(core);
        Assert.Null(_ports.View!.Blocks[BlockRoot].Envelope);
        Assert.Equal(ImportVerdict.Refused, Assert.IsType<ImportOutcome>(_ports.Answers[^1]).Verdict);
    }

    [Fact]
    public void TheCheckOfAPayloadThatWasGivenUpIsNoneOfAForgedOne()
    {
        var core = StartWithBlock(static settings => settings);
        _ports.IsEngineSilent = true;
        Import(core, Envelope, Source.Own.Instance);
        Wait(core);
        Import(core, Envelope with { Signature = default }, Peer);
        _ports.Run(core);
        Assert.Empty(_ports.Payloads);
        Assert.Null(_ports.View!.Blocks[BlockRoot].Envelope);
    }

    [Fact]
    public void TheTransitionOfABlockThatWasGivenUpIsNoneOfAForgedCopy()
    {
        var core = DirectChain.Start(_ports, static settings => settings);
        Import(core, Block, Source.Own.Instance);
        Wait(core);
        Import(core, Block with { Signature = default }, Peer);
        _ports.Run(core);
        Assert.DoesNotContain(BlockRoot, _ports.View!.Blocks.Keys);
        Assert.Equal(ImportVerdict.Refused, Assert.IsType<ImportOutcome>(_ports.Answers[^1]).Verdict);
        Import(core, Block, Source.Own.Instance);
        _ports.Run(core);
        Assert.Contains(BlockRoot, _ports.View!.Blocks.Keys);
    }

    /// <summary>Its answer comes, in its turn: to give the payload up meanwhile is to ask for it all over again.</summary>
    [Fact]
    public void APayloadThatASlowLayerIsAskedAboutIsNotGivenUp()
    {
        var core = StartWithBlock(static settings => settings);
        _ports.IsEngineSilent = true;
        Import(core, Envelope, Source.Own.Instance);
        _ports.Run(core);
        Wait(core);
        core.On(_ports.AnswerTo(Assert.Single(_ports.Payloads)));
        Assert.Equal(Envelope, _ports.View!.Blocks[BlockRoot].Envelope);
    }

    private ChainCore StartWithBlock(Func<ChainSettings, ChainSettings> change)
    {
        var core = DirectChain.Start(_ports, change);
        Import(core, Block, Source.Own.Instance);
        _ports.Run(core);
        DataColumnSidecar[] columns = [.. Chain.Columns.Where(static column => column.BeaconBlockRoot == BlockRoot)];
        core.Import(new ImportDataColumns(BlockRoot, columns, AreVerified: true, Source.Own.Instance), ActorRefs.Nobody);
        _ports.Run(core);
        return core;
    }

    /// <summary>Lets slots go by in which nobody answers.</summary>
    private void Wait(ChainCore core)
    {
        for (Slot slot = 2; slot <= Later; slot++)
        {
            _ports.Now = DirectChain.In(slot);
            core.OnSlot(slot);
        }
    }

    private static void Import(ChainCore core, SignedBeaconBlock block, Source source) =>
        core.Import(new ImportBlock(block, ForkName.Gloas, source), ActorRefs.Nobody);

    private static void Import(ChainCore core, SignedExecutionPayloadEnvelope envelope, Source source) =>
        core.Import(new ImportEnvelope(envelope, source), ActorRefs.Nobody);
}
