using Akka.Actor;
using Akka.TestKit;
using Consensoor.Actors.Api;
using Consensoor.Actors.Clock;
using Consensoor.Actors.Tests.Validators;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.ForkChoice;
using Consensoor.Spec.Gossip;
using Consensoor.Spec.Transition;
using Xunit;

namespace Consensoor.Actors.Tests.Api;

/// <summary>What callers give is judged before it is sent, and each of them is answered once, by what became of it.</summary>
public sealed class ApiPublisherTests : PatientKit
{
    private const ulong At = 60;
    private static readonly ChainSpec Spec = PlannedChain.Spec;
    private static readonly Root Root = Named(7);

    private static readonly SignedBeaconBlock Block = SignedBeaconBlock.Default(Spec.Ssz(ForkName.Gloas)) with
    {
        Message = BeaconBlock.Default(Spec.Ssz(ForkName.Gloas)) with { Slot = At },
    };

    private readonly TestProbe _network;
    private readonly TestProbe _chain;
    private readonly TestProbe _builders;
    private readonly IActorRef _publisher;
    private IActorRef? _publication;

    public ApiPublisherTests()
        : base("akka.scheduler.implementation = \"Akka.TestKit.TestScheduler, Akka.TestKit\"")
    {
        (_network, _chain, _builders) = (CreateTestProbe(), CreateTestProbe(), CreateTestProbe());
        var refs = new PublisherRefs(_network, _chain) { Builders = _builders };
        _publisher = Sys.ActorOf(ApiPublisher.Props(Spec, new SlotSchedule(Spec, 0), refs, 3));
    }

    [Fact]
    public void MessagesAreAnsweredTogetherInTheirOrder()
    {
        object[] messages = [new SignedVoluntaryExit(), new SyncCommitteeMessage(), new SignedVoluntaryExit()];
        _publisher.Tell(new PublishTogether([.. messages.Select(static message => new Publish(message, 1))]));
        var published = _network.ReceiveN(3).Cast<Publish>().ToArray();
        Assert.All(messages.Zip(published), static pair => Assert.Same(pair.First, pair.Second.Message));

        // There is room for no more, until these are decided.
        _publisher.Tell(new PublishTogether([new Publish(new ProposerSlashing())]));
        Assert.Contains("http.publications", ExpectMsg<PublishedTogether>().Overload, StringComparison.Ordinal);

        Verdict(messages[2], GossipDecision.Accept);
        Verdict(messages[0], GossipDecision.Reject, "no signature");
        ExpectNoMsg(TimeSpan.FromMilliseconds(50));
        Verdict(messages[1], GossipDecision.Ignore, "late");
        var answer = ExpectMsg<PublishedTogether>();
        Assert.Null(answer.Overload);
        Assert.Equal(
            [GossipDecision.Reject, GossipDecision.Ignore, GossipDecision.Accept], answer.Outcomes.Select(static one => one.Decision));
        _publisher.Tell(new PublishTogether([new Publish(new ProposerSlashing())]));
        ExpectPublish();
    }

    [Fact]
    public void NothingToPublishIsAnsweredAtOnce()
    {
        _publisher.Tell(new PublishTogether([]));
        Assert.Empty(ExpectMsg<PublishedTogether>().Outcomes);
    }

    [Fact]
    public void AVerdictThatDoesNotComeIsNoneAfterTwoSlots()
    {
        var (first, second) = (new SignedVoluntaryExit(), new SignedVoluntaryExit());
        _publisher.Tell(new PublishTogether([new Publish(first), new Publish(second)]));
        _network.ReceiveN(2);
        Verdict(first, GossipDecision.Accept);
        Pass(2 * Spec.Config.SlotDurationMs);
        var answer = ExpectMsg<PublishedTogether>();
        Assert.Equal([GossipDecision.Accept, GossipDecision.Ignore], answer.Outcomes.Select(static one => one.Decision));
        Assert.Equal([true, false], answer.Outcomes.Select(static one => one.IsJudged));
        Verdict(second, GossipDecision.Accept);
        ExpectNoMsg(TimeSpan.FromMilliseconds(50));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void ABlockIsSentAndItsImportIsAwaited(bool isImportedBeforeTheVerdict)
    {
        Begin(BroadcastValidation.Gossip);
        Assert.Same(Block, ExpectPublish().Message);
        _chain.ExpectNoMsg(TimeSpan.FromMilliseconds(50));
        if (isImportedBeforeTheVerdict)
        {
            Imported(Named(8));
            Imported(Root);
            ExpectNoMsg(TimeSpan.FromMilliseconds(50));
            Answer(Block, GossipDecision.Accept);
        }
        else
        {
            Answer(Block, GossipDecision.Accept);
            Imported(Named(8));
            ExpectNoMsg(TimeSpan.FromMilliseconds(50));
            Imported(Root);
        }

        Assert.Equal(PublicationEnd.Integrated, ExpectMsg<PublicationEnded>().End);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void ABlockThatWasSentAndThenRefusedIsSaidToBeSent(bool isRefusedBeforeTheVerdict)
    {
        Begin(BroadcastValidation.Gossip);
        ExpectPublish();
        var refused = new BlockRefused(Root, At, Source.Own.Instance, Refusal.Because("wrong state root", "state_transition"));
        if (isRefusedBeforeTheVerdict)
        {
            Sys.EventStream.Publish(refused);
            Answer(Block, GossipDecision.Accept);
        }
        else
        {
            Answer(Block, GossipDecision.Accept);
            Sys.EventStream.Publish(refused);
        }

        var ended = ExpectMsg<PublicationEnded>();
        Assert.Equal(PublicationEnd.Broadcast, ended.End);
        Assert.Contains("wrong state root", ended.Reason, StringComparison.Ordinal);
    }

    /// <summary>A peer was earlier with the same: it is out, and whether it was imported is asked of the chain.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void ABlockThatOthersSentBeforeCountsAsSent(bool isImported)
    {
        var view = new PlannedChain().ViewIn(0, isEarly: true);
        Begin(BroadcastValidation.Gossip);
        ExpectPublish();
        Seen(Block);
        _chain.ExpectMsg<GetChainView>();
        _chain.Reply(new ChainViewChanged(isImported ? view with { Blocks = view.Blocks.Add(Root, Known()) } : view));
        if (!isImported)
        {
            ExpectNoMsg(TimeSpan.FromMilliseconds(50));
            Imported(Root);
        }

        Assert.Equal(PublicationEnd.Integrated, ExpectMsg<PublicationEnded>().End);
    }

    [Fact]
    public void AnEnvelopeThatOthersSentBeforeCountsAsSentAndItsBlockIsNotTakenForIt()
    {
        var view = new PlannedChain().ViewIn(0, isEarly: true);
        var envelope = SignedExecutionPayloadEnvelope.Default(Spec.Ssz(ForkName.Gloas));
        _publisher.Tell(new PublishAndImport(Root, At, BroadcastValidation.Gossip) { Envelope = envelope });
        ExpectPublish();
        Seen(envelope);
        _chain.ExpectMsg<GetChainView>();
        _publication!.Tell(new ChainViewChanged(view with { Blocks = view.Blocks.Add(Root, Known()) }));
        ExpectNoMsg(TimeSpan.FromMilliseconds(50));
        _publication!.Tell(new ChainViewChanged(view with { Blocks = view.Blocks.Add(Root, Known() with { HasEnvelope = true }) }));
        Assert.Equal(PublicationEnd.Integrated, ExpectMsg<PublicationEnded>().End);
    }

    /// <summary>It has to show the payload before the votes on it are due: an import may take longer.</summary>
    [Theory]
    [InlineData(BroadcastValidation.Gossip, false)]
    [InlineData(BroadcastValidation.Gossip, true)]
    [InlineData(BroadcastValidation.Consensus, false)]
    public void TheBuilderWhoseBidABlockTakesIsGivenItOnceAsSoonAsItIsOut(BroadcastValidation validation, bool wasSeen)
    {
        _publisher.Tell(new PublishAndImport(Root, At, validation) { Block = Block, BuilderUrl = "http://builder" });
        if (validation == BroadcastValidation.Consensus)
        {
            _chain.ExpectMsg<ImportBlock>();
            _chain.Reply(new ImportOutcome(Root, ImportVerdict.Imported));
        }

        ExpectPublish();
        _builders.ExpectNoMsg(TimeSpan.FromMilliseconds(50));
        if (wasSeen)
        {
            Seen(Block);
        }
        else
        {
            Answer(Block, GossipDecision.Accept);
        }

        Assert.Equal(new GiveToBuilder("http://builder", Block), _builders.ExpectMsg<GiveToBuilder>());
        if (validation == BroadcastValidation.Gossip)
        {
            ExpectNoMsg(TimeSpan.FromMilliseconds(50));
            Imported(Root);
        }

        Assert.Equal(PublicationEnd.Integrated, ExpectMsg<PublicationEnded>().End);
        _builders.ExpectNoMsg(TimeSpan.FromMilliseconds(50));
    }

    [Fact]
    public void ABlockThatIsNotSentNoBuilderGets()
    {
        _publisher.Tell(new PublishAndImport(Root, At, BroadcastValidation.Gossip) { Block = Block, BuilderUrl = "http://builder" });
        ExpectPublish();
        Answer(Block, GossipDecision.Reject, "no signature");
        Assert.Equal(PublicationEnd.NotBroadcast, ExpectMsg<PublicationEnded>().End);
        _builders.ExpectNoMsg(TimeSpan.FromMilliseconds(50));
    }

    /// <summary>That this node has imported a block, since it was asked to, does not bring it to anybody else.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void ABlockThatWasImportedAndIsOnNoNetworkIsNotSent(bool wasSeen)
    {
        Begin(BroadcastValidation.Consensus);
        _chain.ExpectMsg<ImportBlock>();
        _chain.Reply(new ImportOutcome(Root, ImportVerdict.Imported));
        ExpectPublish();
        _publication!.Tell(new Published(Block, GossipDecision.Ignore, "another block of the slot") { WasSeen = wasSeen }, _network);
        Assert.Equal(wasSeen ? PublicationEnd.Integrated : PublicationEnd.NotBroadcast, ExpectMsg<PublicationEnded>().End);
    }

    [Fact]
    public void ABlockThatGossipDoesNotTakeIsNotSent()
    {
        Begin(BroadcastValidation.Gossip);
        ExpectPublish();
        Answer(Block, GossipDecision.Reject, "no signature");
        var ended = ExpectMsg<PublicationEnded>();
        Assert.Equal(PublicationEnd.NotBroadcast, ended.End);
        Assert.Contains("no signature", ended.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(BroadcastValidation.Gossip)]
    [InlineData(BroadcastValidation.Consensus)]
    public void ABlockThatNobodyJudgedMayBeGivenAgain(BroadcastValidation validation)
    {
        Begin(validation);
        if (validation != BroadcastValidation.Gossip)
        {
            _chain.ExpectMsg<ImportBlock>();
            _chain.Reply(new ImportOutcome(Root, ImportVerdict.Imported));
        }

        ExpectPublish();
        _publication!.Tell(new Published(Block, GossipDecision.Ignore, "its lane is full") { IsJudged = false }, _network);
        var ended = ExpectMsg<PublicationEnded>();
        Assert.Equal(PublicationEnd.Unavailable, ended.End);
        Assert.Contains("its lane is full", ended.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void ABlockOfWhichNothingIsHeardIsAnsweredAfterTwoSlots()
    {
        Begin(BroadcastValidation.Gossip);
        ExpectPublish();
        Pass(2 * Spec.Config.SlotDurationMs);
        Assert.Equal(PublicationEnd.Unavailable, ExpectMsg<PublicationEnded>().End);

        Begin(BroadcastValidation.Gossip);
        ExpectPublish();
        Answer(Block, GossipDecision.Accept);
        ExpectNoMsg(TimeSpan.FromMilliseconds(50));
        Pass(2 * Spec.Config.SlotDurationMs);
        Assert.Equal(PublicationEnd.Broadcast, ExpectMsg<PublicationEnded>().End);
    }

    [Theory]
    [InlineData(BroadcastValidation.Consensus)]
    [InlineData(BroadcastValidation.ConsensusAndEquivocation)]
    public void ABlockIsImportedBeforeItIsSentWhereTheCallerWantsThat(BroadcastValidation validation)
    {
        Begin(validation);
        var import = _chain.ExpectMsg<ImportBlock>();
        var importer = _chain.LastSender;
        Assert.Same(Block, import.Block);
        Assert.Empty(import.Proven);
        _network.ExpectNoMsg(TimeSpan.FromMilliseconds(50));
        importer.Tell(new ImportOutcome(Root, ImportVerdict.Waiting), _chain);
        _network.ExpectNoMsg(TimeSpan.FromMilliseconds(50));
        importer.Tell(new ImportOutcome(Root, ImportVerdict.Imported), _chain);
        ExpectPublish();
        Answer(Block, GossipDecision.Accept);
        Assert.Equal(PublicationEnd.Integrated, ExpectMsg<PublicationEnded>().End);

        Begin(validation);
        _chain.ExpectMsg<ImportBlock>();
        _chain.Reply(new ImportOutcome(Root, ImportVerdict.Refused, Refusal.Because("wrong state root", "state_transition")));
        Assert.Equal(PublicationEnd.NotBroadcast, ExpectMsg<PublicationEnded>().End);
        _network.ExpectNoMsg(TimeSpan.FromMilliseconds(50));
    }

    [Fact]
    public void ColumnsOfAnEnvelopeGoBeforeItAndThoseOfABlockAfterIt()
    {
        var column = new DataColumnSidecar { Index = 5 };
        var envelope = SignedExecutionPayloadEnvelope.Default(Spec.Ssz(ForkName.Gloas));
        _publisher.Tell(new PublishAndImport(Root, At, BroadcastValidation.Gossip) { Envelope = envelope, Columns = [column] });
        Assert.Same(column, ExpectPublish().Message);
        Assert.Same(envelope, ExpectPublish().Message);
        Answer(column, GossipDecision.Reject, "no proof");
        Answer(envelope, GossipDecision.Accept);
        Pass(2 * Spec.Config.SlotDurationMs);
        Assert.Equal(PublicationEnd.Broadcast, ExpectMsg<PublicationEnded>().End);

        _publisher.Tell(new PublishAndImport(Root, At, BroadcastValidation.Gossip) { Block = Block, Columns = [column] });
        Assert.Same(Block, ExpectPublish().Message);
        _network.ExpectNoMsg(TimeSpan.FromMilliseconds(50));
        Answer(Block, GossipDecision.Accept);
        Assert.Same(column, ExpectPublish().Message);
    }

    private static Root Named(byte name) => new([.. new byte[31], name]);

    private void Begin(BroadcastValidation validation) =>
        _publisher.Tell(new PublishAndImport(Root, At, validation) { Block = Block });

    private void Verdict(object message, GossipDecision decision, string? reason = null) =>
        _publisher.Tell(new Published(message, decision, reason), _network);

    // To who published it last.
    private void Answer(object message, GossipDecision decision, string? reason = null) =>
        _publication!.Tell(new Published(message, decision, reason), _network);

    private void Seen(object message) =>
        _publication!.Tell(new Published(message, GossipDecision.Ignore, "already seen") { WasSeen = true }, _network);

    private static ChainBlock Known() => new(BlockSummary.Of(Root, Block.Message));

    private Publish ExpectPublish()
    {
        var publish = _network.ExpectMsg<Publish>();
        _publication = _network.LastSender;
        return publish;
    }

    private void Imported(Root root) => Sys.EventStream.Publish(new BlockImported(
        Block, root, null!, Source.Own.Instance, TimeSpan.Zero, default, false));

    private void Pass(ulong milliseconds) => ((TestScheduler)Sys.Scheduler).Advance(TimeSpan.FromMilliseconds(milliseconds));
}
