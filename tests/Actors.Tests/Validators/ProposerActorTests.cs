using Akka.Actor;
using Consensoor.Actors.Clock;
using Consensoor.Actors.Signing;
using Consensoor.Actors.Tests.Pools;
using Consensoor.Actors.Validators;
using Consensoor.Interop.Genesis;
using Consensoor.Interop.Keys;
using Consensoor.Interop.Keys.SlashingProtection;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Crypto.Bls;
using Consensoor.Spec.Crypto.Kzg;
using Consensoor.Spec.Gossip;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.Transition.Helpers;
using Xunit;

namespace Consensoor.Actors.Tests.Validators;

/// <summary>The test stands for production, and hears what is published; signing is the production one.</summary>
public sealed class ProposerActorTests : PatientKit
{
    private static readonly ProposalBase Base = PoolStates.BaseAt(ForkName.Altair, 5);
    private static readonly SlotSchedule Schedule = new(Base.State.Spec, Base.State.GenesisTime);
    private static readonly LocalSigner Signer = new(ManagedBls.Shared, InteropGenesis.SecretKeys(0, 64));

    [Fact]
    public void ASecondBlockOfTheSlotIsNotSignedNotEvenAfterARestart()
    {
        using var protection = new InMemorySlashingProtection(Base.State.GenesisValidatorsRoot);
        Assert.NotNull(Propose(Start(protection), graffiti: 1));
        Assert.True(Expect<DutyPerformed>().IsDone);
        Assert.Null(Propose(Start(protection), graffiti: 2));

        // The same block once more is no crime.
        Assert.NotNull(Propose(Start(protection), graffiti: 1));
    }

    [Fact]
    public void ALostProposalSaysWhy()
    {
        using var protection = new InMemorySlashingProtection(Base.State.GenesisValidatorsRoot);
        var proposer = Start(protection);
        Sys.EventStream.Subscribe(TestActor, typeof(DutyPerformed));
        proposer.Tell(Ours, TestActor);
        proposer.Tell(new NotProduced(
            Expect<ProduceBlock>().RequestId, Base.Slot, ProductionRefusal.TooLate, "there is no payload"), TestActor);
        Assert.Equal("there is no payload", Expect<DutyPerformed>().Reason);
    }

    [Fact]
    public void ABlockThatTookTheBidOfABuilderIsGivenToItOnceItIsSigned()
    {
        using var protection = new InMemorySlashingProtection(Base.State.GenesisValidatorsRoot);
        var proposer = Start(protection);
        var signed = Propose(proposer, graffiti: 1, builder: "http://builder");
        Assert.Equal(new GiveToBuilder("http://builder", signed!), Expect<GiveToBuilder>());
        Assert.NotEqual(default, signed!.Signature);
        Assert.True(Expect<DutyPerformed>().IsDone);

        // What is not signed nobody gets.
        Assert.Null(Propose(Start(protection), graffiti: 2, builder: "http://builder"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void ABlindedBlockIsSignedGivenToItsBuilderAndPublishedWithWhatThatShows(bool isShown)
    {
        using var protection = new InMemorySlashingProtection(Base.State.GenesisValidatorsRoot);
        var proposer = Start(protection);
        var submit = Blind(proposer);
        Assert.Equal(["http://builder", "http://two"], submit.Urls);
        Assert.Equal(Schedule.StartOf(Base.Slot + 1) - (Schedule.DurationOf(Base.Slot) / 64), submit.By);
        Assert.NotEqual(default, submit.Block.Signature);
        var payload = new PayloadBuilt(submit.RequestId, ExecutionPayload.Default(Blinded.State.Ssz), default, BuiltBlobs.None, null, null);
        var whole = submit.Block.With(payload.Payload!);
        proposer.Tell(new BlindedBlockSubmitted(submit.RequestId, isShown ? whole : null, isShown ? payload : null, null), TestActor);
        if (isShown)
        {
            Assert.Equal(payload, Expect<Deliver>().Built);
            Assert.Same(whole, Expect<Publish>().Message);
            proposer.Tell(new Published(whole, GossipDecision.Accept, null));
        }

        Assert.True(Expect<DutyPerformed>().IsDone);
    }

    /// <summary>The builder may publish it all the same: a local block of the slot would be slashed.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void OnceABlindedBlockIsSignedNoOtherBlockOfTheSlotIs(bool isAnswered)
    {
        using var protection = new InMemorySlashingProtection(Base.State.GenesisValidatorsRoot);
        var proposer = Start(protection);
        var submit = Blind(proposer);
        if (isAnswered)
        {
            proposer.Tell(new BlindedBlockSubmitted(submit.RequestId, null, null, "it has gone away"), TestActor);
            Assert.Contains("it has gone away", Expect<DutyPerformed>().Reason, StringComparison.Ordinal);
        }
        else
        {
            proposer.Tell(new SlotStarted(Base.Slot + 1, 0, DateTimeOffset.UnixEpoch), TestActor);
            Assert.Contains("not done by the end", Expect<DutyPerformed>().Reason, StringComparison.Ordinal);
        }

        // An answer that comes later is too late, and a block with a payload of one's own has another root: it is not signed.
        proposer.Tell(new BlindedBlockSubmitted(submit.RequestId, null, null, null), TestActor);
        Assert.Null(Propose(proposer, graffiti: 1));
    }

    [Fact]
    public void ABlindedBlockThatIsNotSignedNoBuilderSees()
    {
        using var protection = new InMemorySlashingProtection(Base.State.GenesisValidatorsRoot);
        Assert.NotNull(Propose(Start(protection), graffiti: 1));
        Assert.True(Expect<DutyPerformed>().IsDone);
        var proposer = Start(protection);
        proposer.Tell(Ours, TestActor);
        GiveBlinded(proposer);
        Assert.False(Expect<DutyPerformed>().IsDone);
    }

    private static ProposalBase Blinded { get; } = PoolStates.BaseAt(ForkName.Electra, 5);

    private static Propose Ours
    {
        get
        {
            var proposer = Accessors.GetBeaconProposerIndex(Base.State);
            return new Propose(Base.Slot, proposer, Base.State.Validators[proposer].Pubkey, Base.State);
        }
    }

    private IActorRef Start(ISlashingProtection protection)
    {
        var settings = new ValidatorSettings
        {
            Spec = Base.State.Spec,
            Schedule = Schedule,
            Pubkeys = Signer.Pubkeys,
            Kzg = new ManagedKzg(),
        };
        var signing = Sys.ActorOf(SigningActor.Props(Base.State.Spec, Signer, protection));
        var refs = new ValidatorRefs(TestActor, signing, TestActor, TestActor) { Builders = TestActor };
        return Sys.ActorOf(ProposerActor.Props(settings, refs, TestActor));
    }

    private SubmitBlindedBlock Blind(IActorRef proposer)
    {
        Sys.EventStream.Subscribe(TestActor, typeof(DutyPerformed));
        proposer.Tell(Ours, TestActor);
        GiveBlinded(proposer);
        return Expect<SubmitBlindedBlock>();
    }

    // Of electra, as its state is; the slot and who proposes in it are those of the base.
    private void GiveBlinded(IActorRef proposer)
    {
        var ask = Expect<ProduceBlock>();
        Assert.True(ask.TakesBlinded);
        var context = Blinded.State.Ssz;
        var block = BeaconBlock.Default(context) with
        {
            Slot = Base.Slot,
            ProposerIndex = Accessors.GetBeaconProposerIndex(Base.State),
            ParentRoot = Blinded.ParentRoot,
        };
        var blinded = BlindedBeaconBlock.Of(block, ExecutionPayloadHeader.Default(context));
        proposer.Tell(
            new BlindedBlockProduced(ask.RequestId, blinded, Blinded.State, ["http://builder", "http://two"], default), TestActor);
    }

    /// <summary>Has a block proposed; null where it was not signed.</summary>
    private SignedBeaconBlock? Propose(IActorRef proposer, byte graffiti, string? builder = null)
    {
        Sys.EventStream.Subscribe(TestActor, typeof(DutyPerformed));
        proposer.Tell(Ours, TestActor);
        var ask = Expect<ProduceBlock>();
        var block = BeaconBlock.Default(Base.State.Ssz) with
        {
            Slot = Base.Slot,
            ProposerIndex = Accessors.GetBeaconProposerIndex(Base.State),
            ParentRoot = Base.ParentRoot,
        };
        block = block with { Body = block.Body with { Graffiti = new Bytes32([.. new byte[31], graffiti]) } };
        proposer.Tell(new BlockProduced(ask.RequestId, block, Base.State, null) { BuilderUrl = builder }, TestActor);
        switch (ExpectMsg<object>(TimeSpan.FromSeconds(30)))
        {
            case Publish { Message: SignedBeaconBlock signed } published:
                proposer.Tell(new Published(published.Message, GossipDecision.Accept, null));
                return signed;
            case DutyPerformed { IsDone: false }:
                return null;
            case var other:
                throw new InvalidOperationException($"neither a block nor a report: {other}");
        }
    }

    private T Expect<T>() => ExpectMsg<T>(TimeSpan.FromSeconds(30));
}
