using Akka.Actor;
using Consensoor.Actors.Clock;
using Consensoor.Actors.Hosting;
using Consensoor.Actors.Tests.Pools;
using Consensoor.Actors.Tests.Production;
using Consensoor.Actors.Validators;
using Consensoor.Interop.Genesis;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Crypto.Kzg;
using Consensoor.Spec.Duties;
using Consensoor.Spec.Gossip;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.Transition.Helpers;
using CsCheck;
using Xunit;

namespace Consensoor.Actors.Tests.Validators;

/// <summary>What proposers tell builders, for which slots, and what becomes of it. The test stands for signing and network.</summary>
public sealed class PreferencesTests() : PatientKit(NodeConfig.Layered())
{
    private static readonly ProposalBase Base = PoolStates.BaseAt(ForkName.Gloas, 5);
    private static readonly ChainView View = TestViews.On(Base);
    private static readonly ProposerTable Proposers =
        ProposerTable.Empty with { Defaults = ProposerDefaults.Usual with { GasLimit = 5 } };

    [Fact]
    public void PreferencesAreForTheUpcomingSlotsOfTheSpecification() =>
        Gen.Select(Gen.ULong[0, 15], Gen.Int[0, 63].HashSet[0, 64]).Sample((now, indices) =>
        {
            var state = View.HeadState;
            var expected = indices.SelectMany(index => Proposing.GetUpcomingProposalSlots(state, (ValidatorIndex)index)
                .Where(slot => slot > now).Select(slot => (slot, (ValidatorIndex)index))).Order();
            var found = PreferencePlan.Of(View, now, Own(indices), Proposers)
                .Select(static one => one.Preferences).ToList();
            Assert.Equal(expected, found.Select(static one => (one.ProposalSlot, one.ValidatorIndex)));
            Assert.All(found, static one => Assert.Equal((View.Head.Root, 5UL), (one.DependentRoot, one.TargetGasLimit)));
        });

    [Fact]
    public void BeforeGloasNobodyIsTold()
    {
        var fulu = TestViews.On(PoolStates.BaseAt(ForkName.Fulu, 5));
        Assert.Empty(PreferencePlan.Of(fulu, 0, Own([.. Enumerable.Range(0, 64)]), Proposers));
    }

    /// <summary>In the epoch before the fork those of its first slots are told, or they have no bids.</summary>
    [Fact]
    public void BeforeTheForkPreferencesForItsFirstSlotsAreTold()
    {
        var fulu = TestViews.On(PoolStates.BaseAt(ForkName.Fulu, 5));
        var spec = new ChainSpec(fulu.Spec.Preset, fulu.Spec.Config with { GloasForkEpoch = 1 });
        var told = PreferencePlan.Of(fulu with { Spec = spec }, 5, Own([.. Enumerable.Range(0, 64)]), Proposers);
        Assert.Equal<IEnumerable<Slot>>([8, 9, 10, 11, 12, 13, 14, 15], told.Select(static one => one.Preferences.ProposalSlot));
    }

    [Fact]
    public void WhoTakesNoBidsTellsNobody()
    {
        var key = View.HeadState.Validators[View.HeadState.ProposerLookahead[3]].Pubkey;
        var entry = ProposerEntry.None with { Builders = BuilderConfig.None with { IsEnabled = false } };
        var silent = Proposers with { Kept = Proposers.Kept.Add(key, entry) };
        var told = PreferencePlan.Of(View, 0, Own([.. Enumerable.Range(0, 64)]), silent).Select(static one => one.Proposer.Pubkey).ToList();
        Assert.NotEmpty(told);
        Assert.DoesNotContain(key, told);
    }

    [Fact]
    public void WhatIsSignedIsWhatTheSpecificationSigns()
    {
        var state = View.HeadState;
        var root = default(Root);
        var expected = Proposing.GetSignedProposerPreferences(state, View.Head.Root, 9, 3, InteropGenesis.AddressOf(4), 7, given =>
        {
            root = given;
            return default;
        });
        var asked = (ToSign.Other)DutySigning.Preferences(state, expected.Message, default);
        Assert.Equal(root, Misc.ComputeSigningRoot(asked.ObjectRoot, asked.Domain));
    }

    [Fact]
    public void WhatGossipDoesNotTakeIsToldAgainInTheNextSlotsAndThenGivenUp()
    {
        var (actor, all) = Start();
        for (var slot = 1UL; slot <= 3 + PreferencesActor.MaxTries; slot++)
        {
            actor.Tell(new SlotStarted(slot, 0, default));
            var due = all.Count(other => other > slot);
            if (slot > PreferencesActor.MaxTries)
            {
                actor.Tell(new Identify(0), TestActor);
                Expect<ActorIdentity>();
                continue;
            }

            var sign = Expect<Sign>();
            Assert.Equal(due, sign.Messages.Count);
            Answer(actor, sign);
            for (var i = 0; i < due; i++)
            {
                actor.Tell(new Published(Expect<Publish>().Message, GossipDecision.Ignore, "dependent block has not been seen"));
            }
        }
    }

    /// <summary>Others that were seen first, as of another node with the same key, may want something else.</summary>
    [Theory]
    [InlineData(GossipDecision.Accept, false, true)]
    [InlineData(GossipDecision.Ignore, true, true)]
    [InlineData(GossipDecision.Ignore, false, false)]
    [InlineData(GossipDecision.Reject, true, false)]
    public void WhatIsKnownIsNotToldAgain(GossipDecision decision, bool wasSeen, bool isKnown)
    {
        const string Reason = "already seen preferences for this dependent root and proposal slot";
        var (actor, all) = Start();
        actor.Tell(new SlotStarted(1, 0, default));
        Answer(actor, Expect<Sign>());
        foreach (var _ in all.Where(static slot => slot > 1))
        {
            actor.Tell(new Published(Expect<Publish>().Message, decision, Reason) { WasSeen = wasSeen });
        }

        actor.Tell(new SlotStarted(2, 0, default));
        if (!isKnown)
        {
            Assert.Equal(all.Count(static slot => slot > 2), Expect<Sign>().Messages.Count);
            return;
        }

        actor.Tell(new Identify(0), TestActor);
        Expect<ActorIdentity>();
    }

    private static OwnValidators Own(IReadOnlyCollection<int> indices) =>
        new([.. indices.Select(static index => View.HeadState.Validators[index].Pubkey)]);

    private static void Answer(IActorRef actor, Sign sign) =>
        actor.Tell(new Signed(sign.RequestId, [.. sign.Messages.Select(static _ => new SigningOutcome(default(BLSSignature), null))]));

    private (IActorRef Actor, IReadOnlyList<Slot> Slots) Start()
    {
        var settings = new ValidatorSettings
        {
            Spec = View.Spec,
            Schedule = new SlotSchedule(View.Spec, View.HeadState.GenesisTime),
            Pubkeys = [.. View.HeadState.Validators.Select(static validator => validator.Pubkey)],
            Kzg = new ManagedKzg(),
        };
        var actor = Sys.ActorOf(PreferencesActor.Props(settings, new ValidatorRefs(TestActor, TestActor, TestActor, TestActor)));
        Expect<GetKeys>();
        actor.Tell(new ProposersChanged(Proposers));
        actor.Tell(new ChainViewChanged(View));
        return (actor, [.. Enumerable.Range(0, View.HeadState.ProposerLookahead.Count).Select(static slot => (Slot)slot)]);
    }

    private T Expect<T>() => ExpectMsg<T>(TimeSpan.FromSeconds(30));
}
