using System.Collections.Immutable;
using Akka.Actor;
using Akka.Configuration;
using Akka.TestKit;
using Consensoor.Actors.Clock;
using Consensoor.Actors.Hosting;
using Consensoor.Actors.Tests.Builders;
using Consensoor.Actors.Tests.Production;
using Consensoor.Actors.Validators;
using Consensoor.Interop.Genesis;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Crypto.Bls;
using Consensoor.Spec.Crypto.Kzg;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition.Helpers;
using Xunit;

namespace Consensoor.Actors.Tests.Validators;

/// <summary>Which of our validators builders are told of in an epoch, and what. The test stands for signing and for builders.</summary>
public sealed class RegistrationsTests() : PatientKit(NodeConfig.Layered(ConfigurationFactory.ParseString(
    "akka.scheduler.implementation = \"Akka.TestKit.TestScheduler, Akka.TestKit\"")))
{
    private static readonly ProposalBase Fulu = BlindedStates.Base(ForkName.Fulu);
    private static readonly IReadOnlyList<BLSPubkey> Pubkeys = [.. Fulu.State.Validators.Take(4).Select(static one => one.Pubkey)];

    [Fact]
    public void EachEpochEveryBuilderIsToldOfAllAndOnlyWhatIsAnotherIsSignedAnew()
    {
        var actor = Start(Table("http://one", "http://two"));
        Slot(actor, 0, 0);
        var sign = Expect<Sign>();
        Assert.Equal(Pubkeys, sign.Messages.Select(static one => one.Pubkey));
        var first = Assert.IsType<ToSign.Other>(sign.Messages[0]);
        var content = Assert.IsType<SigningContent.Registration>(first.Content);
        var expected = new ValidatorRegistrationV1
        {
            FeeRecipient = BlindedStates.Payee,
            GasLimit = content.GasLimit,
            Timestamp = (ulong)Sys.Scheduler.Now.ToUnixTimeSeconds(),
            Pubkey = Pubkeys[0],
        };
        Assert.Equal(
            (expected.FeeRecipient, expected.Timestamp, expected.Pubkey), (content.FeeRecipient, content.Timestamp, content.Pubkey));
        Assert.Equal(
            Misc.ComputeSigningRoot(
                expected, Misc.ComputeDomain(Fulu.State.Config, DomainType.Parse("0x00000001")), Fulu.State.Ssz),
            Misc.ComputeSigningRoot(first.ObjectRoot, first.Domain));

        // The third is not signed: it is tried again with the next slot, alone.
        Answer(actor, sign, unsigned: 2);
        foreach (var url in (string[])["http://one", "http://two"])
        {
            var told = Expect<RegisterWithBuilder>();
            Assert.Equal(url, told.Url);
            Assert.Equal([Pubkeys[0], Pubkeys[1], Pubkeys[3]], told.Registrations.Select(static one => one.Message.Pubkey));
        }

        Slot(actor, 1, 0);
        sign = Expect<Sign>();
        Assert.Equal([Pubkeys[2]], sign.Messages.Select(static one => one.Pubkey));
        Answer(actor, sign);
        Assert.Equal(Pubkeys[2], Assert.Single(Expect<RegisterWithBuilder>().Registrations).Message.Pubkey);
        Expect<RegisterWithBuilder>();
        Slot(actor, 2, 0);

        // The next epoch, in which somebody else is to be paid for one of them.
        var other = InteropGenesis.AddressOf(8);
        var table = Table("http://one");
        actor.Tell(new ProposersChanged(table with
        {
            Given = ImmutableDictionary<BLSPubkey, ProposerEntry>.Empty.Add(Pubkeys[1], ProposerEntry.None with { FeeRecipient = other }),
        }));
        Slot(actor, 8, 1);
        Assert.Equal(3, Expect<RegisterWithBuilder>().Registrations.Count);
        sign = Expect<Sign>();
        Assert.Equal(other, ((SigningContent.Registration)((ToSign.Other)Assert.Single(sign.Messages)).Content!).FeeRecipient);
        Answer(actor, sign);
        Assert.Equal(other, Assert.Single(Expect<RegisterWithBuilder>().Registrations).Message.FeeRecipient);
    }

    [Fact]
    public void ThoseThatAreNotSignedKeepNobodyElseFromBeingTold()
    {
        // As many as are told of in a slot are never signed, the first ones, and the same again behind them.
        var state = Fulu.State.Copy();
        var count = 2 * RegistrationsActor.AtOnce;
        while (state.Validators.Count < count)
        {
            var at = state.Validators.Count;
            state.Validators.Add(state.Validators[0] with { Pubkey = new BLSPubkey([(byte)at, .. new byte[47]]) });
        }

        state.Caches.Clear();
        BLSPubkey[] keys = [.. state.Validators.Take(count).Select(static one => one.Pubkey)];
        var actor = Start(Table("http://one"), pubkeys: keys, state: state);
        Slot(actor, 0, 0);
        var sign = Expect<Sign>();
        Assert.Equal(keys[..RegistrationsActor.AtOnce], sign.Messages.Select(static one => one.Pubkey));

        // While signing works on them they are not asked for again.
        Slot(actor, 1, 0);
        var others = Expect<Sign>();
        Assert.Equal(keys[RegistrationsActor.AtOnce..], others.Messages.Select(static one => one.Pubkey));
        actor.Tell(new Signed(sign.RequestId, [.. sign.Messages.Select(static _ => new SigningOutcome(null, "no"))]));
        Answer(actor, others);
        Assert.Equal(RegistrationsActor.AtOnce, Expect<RegisterWithBuilder>().Registrations.Count);
        Slot(actor, 2, 0);
        Assert.Equal(keys[..RegistrationsActor.AtOnce], Expect<Sign>().Messages.Select(static one => one.Pubkey));
    }

    [Theory]
    [InlineData("none")]
    [InlineData("disabled")]
    [InlineData("gloas")]
    [InlineData("early")]
    [InlineData("exited")]
    public void WhoAsksNoBuildersOrWhomNoneIsAskedForIsNotTold(string why)
    {
        var table = why == "none" ? Table() : Table("http://one");
        var spec = Fulu.State.Spec;
        var config = spec.Config with { GloasForkEpoch = why == "gloas" ? 1UL : spec.Config.GloasForkEpoch };
        config = why == "early" ? config with { ElectraForkEpoch = 2, FuluForkEpoch = 3 } : config;
        if (why == "disabled")
        {
            table = table with
            {
                Defaults = table.Defaults with { Builders = table.Defaults.Builders with { IsEnabled = false } },
            };
        }

        var actor = Start(table, new ChainSpec(spec.Preset, config), why == "exited");
        Slot(actor, 0, 0);
        actor.Tell(new Identify(0), TestActor);
        ExpectMsg<ActorIdentity>(TimeSpan.FromSeconds(30));
    }

    private static ProposerTable Table(params IReadOnlyList<string> urls) => ProposerTable.Empty with
    {
        Defaults = ProposerDefaults.Usual with
        {
            FeeRecipient = BlindedStates.Payee,
            Builders = ProposerDefaults.Usual.Builders with { Builders = [.. urls.Select(BlindedStates.Endpoint)] },
        },
    };

    private static void Slot(IActorRef actor, Slot slot, Epoch epoch) =>
        actor.Tell(new SlotStarted(slot, epoch, DateTimeOffset.UnixEpoch));

    private static void Answer(IActorRef actor, Sign sign, int unsigned = -1) => actor.Tell(new Signed(
        sign.RequestId,
        [.. sign.Messages.Select((_, at) => at == unsigned
            ? new SigningOutcome(null, "no")
            : new SigningOutcome(new BLSSignature([(byte)at, .. new byte[95]]), null))]));

    private IActorRef Start(
        ProposerTable table,
        ChainSpec? spec = null,
        bool isExited = false,
        IReadOnlyList<BLSPubkey>? pubkeys = null,
        BeaconState? state = null)
    {
        var settings = new ValidatorSettings
        {
            Spec = spec ?? Fulu.State.Spec,
            Schedule = new SlotSchedule(Fulu.State.Spec, Fulu.State.GenesisTime),
            Pubkeys = pubkeys ?? Pubkeys,
            Kzg = new ManagedKzg(),
        };
        var refs = new ValidatorRefs(TestActor, TestActor, TestActor, TestActor) { Proposers = TestActor, Builders = TestActor };
        var actor = Sys.ActorOf(RegistrationsActor.Props(settings, refs));
        Expect<GetKeys>();
        Expect<GetProposers>();
        var view = TestViews.On(Fulu);
        if (isExited)
        {
            state = view.Head.State.Copy();
            for (var index = 0; index < Pubkeys.Count; index++)
            {
                state.Validators[index] = state.Validators[index] with { ExitEpoch = 0 };
            }
        }

        view = state is null ? view : view with { Head = view.Head with { State = state } };

        actor.Tell(new ChainViewChanged(view));
        actor.Tell(new ProposersChanged(table));
        return actor;
    }

    private T Expect<T>() => ExpectMsg<T>(TimeSpan.FromSeconds(30));
}
