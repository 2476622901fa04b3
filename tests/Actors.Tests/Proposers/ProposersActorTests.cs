using System.Collections.Immutable;
using Akka.Actor;
using Akka.Configuration;
using Akka.TestKit;
using Consensoor.Actors.Hosting;
using Consensoor.Actors.Proposers;
using Consensoor.Interop.Keys.Proposers;
using Consensoor.Messages;
using Xunit;

namespace Consensoor.Actors.Tests.Proposers;

/// <summary>The test stands for the engine bridge and for whoever says something; the time is the test's.</summary>
public sealed class ProposersActorTests() : PatientKit(NodeConfig.Layered(ConfigurationFactory.ParseString(
    "akka.scheduler.implementation = \"Akka.TestKit.TestScheduler, Akka.TestKit\"")))
{
    private static readonly TimeSpan EpochTime = TimeSpan.FromMinutes(1);
    private static readonly BLSPubkey Key = new([.. Enumerable.Repeat((byte)1, 48)]);
    private static readonly BLSPubkey Other = new([.. Enumerable.Repeat((byte)2, 48)]);
    private static readonly ExecutionAddress General = AddressOf(1);

    private TestScheduler Scheduler => (TestScheduler)Sys.Scheduler;

    [Fact]
    public void WhatIsSetIsKeptBeforeItIsAnsweredAndOutlivesTheActor()
    {
        var store = new InMemoryProposerStore();
        var proposers = Start(store);
        proposers.Tell(new SetProposer.FeeRecipient(Key, AddressOf(7)), TestActor);
        Assert.Equal(ProposerSetOutcome.Done, Expect<ProposerSet>().Outcome);
        Assert.Equal(AddressOf(7), store.Entries[Key].FeeRecipient);
        Assert.Equal(AddressOf(7), Table(proposers).FeeRecipientOf(Key));
        Assert.Equal(General, Table(proposers).FeeRecipientOf(Other));
        Assert.Equal(AddressOf(7), Table(Start(store)).FeeRecipientOf(Key));

        proposers.Tell(new SetProposer.FeeRecipient(Key, null), TestActor);
        Assert.Equal(ProposerSetOutcome.Done, Expect<ProposerSet>().Outcome);
        Assert.Empty(store.Entries);
        Assert.Equal(General, Table(proposers).FeeRecipientOf(Key));
    }

    [Fact]
    public void WhatCannotBeWrittenDoesNotCount()
    {
        var proposers = Start(new FullStore());
        proposers.Tell(new SetProposer.GasLimit(Key, 5), TestActor);
        var answer = Expect<ProposerSet>();
        Assert.Equal((ProposerSetOutcome.Failed, "the disk is full"), (answer.Outcome, answer.Reason));
        Assert.Equal(ProposerDefaults.Usual.GasLimit, Table(proposers).GasLimitOf(Key));
    }

    [Fact]
    public void WhatTheOperatorsFileSaysIsNotTakenBackButMayBeOverlaid()
    {
        var given = new ProposerEntry(AddressOf(3), null, "given", null);
        var proposers = Start(new InMemoryProposerStore(), ImmutableDictionary<BLSPubkey, ProposerEntry>.Empty.Add(Key, given));
        proposers.Tell(new SetProposer.FeeRecipient(Key, null), TestActor);
        Assert.Equal(ProposerSetOutcome.IsGiven, Expect<ProposerSet>().Outcome);
        proposers.Tell(new SetProposer.GasLimit(Key, null), TestActor);
        Assert.Equal(ProposerSetOutcome.Done, Expect<ProposerSet>().Outcome);
        proposers.Tell(new SetProposer.FeeRecipient(Key, AddressOf(4)), TestActor);
        Assert.Equal(ProposerSetOutcome.Done, Expect<ProposerSet>().Outcome);
        var table = Table(proposers);
        Assert.Equal((AddressOf(4), "given"), (table.FeeRecipientOf(Key), table.GraffitiTextOf(Key)));
    }

    [Fact]
    public void WhoIsPreparedByIndexIsForTheEpochAndTwoMoreAndAKeysOwnGoesBefore()
    {
        var proposers = Start(new InMemoryProposerStore());
        proposers.Tell(new PrepareProposers([new PreparedProposer(5, AddressOf(9)), new PreparedProposer(6, AddressOf(8))]), TestActor);
        Assert.Equal(new ProposersPrepared(2, 0), Expect<ProposersPrepared>());
        var table = Table(proposers);
        Assert.Equal(AddressOf(9), table.Of(Key, 5, 2).FeeRecipient);
        Assert.Equal(General, table.Of(Key, 5, 3).FeeRecipient);
        Assert.Equal(General, table.Of(Key, 7, 0).FeeRecipient);
        proposers.Tell(new SetProposer.FeeRecipient(Key, AddressOf(4)), TestActor);
        Expect<ProposerSet>();
        Assert.Equal(AddressOf(4), Table(proposers).Of(Key, 5, 0).FeeRecipient);
        Assert.Equal(AddressOf(8), Table(proposers).Of(Other, 6, 0).FeeRecipient);

        // What is over is forgotten.
        Sys.EventStream.Publish(new SlotStarted(24, 3, Scheduler.Now));
        AwaitCondition(() => Table(proposers).Prepared.IsEmpty, TimeSpan.FromSeconds(30));
    }

    [Fact]
    public void NoMoreIndicesArePreparedThanHaveRoom()
    {
        var proposers = Start(new InMemoryProposerStore());
        var many = Enumerable.Range(0, ProposersActor.MaxPrepared + 3).Select(static i => new PreparedProposer((ulong)i, General));
        proposers.Tell(new PrepareProposers([.. many]), TestActor);
        Assert.Equal(new ProposersPrepared(ProposersActor.MaxPrepared, 3), Expect<ProposersPrepared>());
        proposers.Tell(new PrepareProposers([new PreparedProposer(0, AddressOf(2))]), TestActor);
        Assert.Equal(new ProposersPrepared(1, 0), Expect<ProposersPrepared>());
    }

    [Fact]
    public void GraffitiNamesTheExecutionLayerThatIsThere()
    {
        var proposers = Start(new InMemoryProposerStore());
        Assert.StartsWith("0x4341", $"{Table(proposers).Of(Key, 0, 0).Graffiti}");
        var identity = new ExecutionLayerIdentity("Geth", [], null) { Client = ClientCode.Of("GE", "0x01020304") };
        Sys.EventStream.Publish(new ExecutionLayerMet(identity));
        AwaitCondition(() => Table(proposers).Execution is not null, TimeSpan.FromSeconds(30));
        Assert.Equal(BlockGraffiti.Of("", ClientCode.Of("CA", "")!, identity.Client), Table(proposers).Of(Key, 0, 0).Graffiti);

        // Another one in its place does not say who it is.
        Sys.EventStream.Publish(new ExecutionLayerMet(identity with { Client = null }));
        AwaitCondition(() => Table(proposers).Execution is null, TimeSpan.FromSeconds(30));
    }

    [Fact]
    public void BuildersOfAKeyAreResolvedByItsOwnDefaultsAndThenByTheGeneralOnes()
    {
        var general = BuilderTerms.Usual with { MinBid = 3, Builders = [new BuilderEndpoint("http://g", default!, [], 9, 3, 100)] };
        var defaults = ProposerDefaults.Usual with { Builders = general with { MaxExecutionPayment = 9 } };
        var table = ProposerTable.Empty with { Defaults = defaults };
        var followed = table with { Kept = table.Kept.Add(Key, ProposerEntry.None with { Builders = new BuilderConfig(null, 120, null) }) };
        Assert.Equal(120UL, followed.BuildersOf(Key).Builders.Single().BoostFactor);
        Assert.Equal(100UL, followed.BuildersOf(Other).Builders.Single().BoostFactor);
        BuilderEntry[] own =
        [
            new("http://a", null, [], null, null, null),
            new("http://b", null, [], 1, 7, 0),
        ];
        var entry = ProposerEntry.None with { Builders = new BuilderConfig(5, 110, own) };
        var terms = (table with { Kept = table.Kept.Add(Key, entry) }).BuildersOf(Key);
        Assert.Equal((5UL, 110UL), (terms.MinBid, terms.BoostFactor));
        Assert.Equal(
            [(9UL, 5UL, 110UL), (1UL, 7UL, 0UL)],
            terms.Builders.Select(static builder => (builder.MaxExecutionPayment, builder.MinBid, builder.BoostFactor)));
        Assert.Equal("a"u8.ToArray(), terms.Builders[0].AuthData.AsSpan().ToArray());
    }

    private static ExecutionAddress AddressOf(byte last) => new([.. new byte[19], last]);

    private IActorRef Start(IProposerStore store, ImmutableDictionary<BLSPubkey, ProposerEntry>? given = null)
    {
        var begun = Scheduler.Now;
        var table = ProposerTable.Empty with
        {
            Defaults = ProposerDefaults.Usual with { FeeRecipient = General },
            Given = given ?? ImmutableDictionary<BLSPubkey, ProposerEntry>.Empty,
            Own = ClientCode.Of("CA", ""),
        };
        var proposers = Sys.ActorOf(ProposersActor.Props(table, store, TestActor, now => (ulong)((now - begun) / EpochTime)));
        Expect<GetExecutionLayer>();
        return proposers;
    }

    private ProposerTable Table(IActorRef proposers)
    {
        proposers.Tell(GetProposers.Instance, TestActor);
        return Expect<ProposersChanged>().Table;
    }

    private T Expect<T>() => ExpectMsg<T>(TimeSpan.FromSeconds(30));

    private sealed class FullStore : IProposerStore
    {
        public ImmutableDictionary<BLSPubkey, ProposerEntry> Entries => ImmutableDictionary<BLSPubkey, ProposerEntry>.Empty;

        public string? Write(ImmutableDictionary<BLSPubkey, ProposerEntry> entries) => "the disk is full";
    }
}
