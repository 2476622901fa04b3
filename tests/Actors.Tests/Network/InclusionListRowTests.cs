using System.Collections.Immutable;
using Akka.Actor;
using Consensoor.Actors.Network.Requests;
using Consensoor.Actors.Tests.Chain;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.ForkChoice;
using Consensoor.Spec.Presets;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.Transition.Operations;
using Xunit;

namespace Consensoor.Actors.Tests.Network;

/// <summary>Tests which inclusion lists are given to peers, and what of an answer is taken.</summary>
public sealed class InclusionListRowTests
{
    private static readonly ChainSpec Spec = new(Preset.Minimal, ChainConfig.Minimal with
    {
        AltairForkEpoch = 0,
        BellatrixForkEpoch = 0,
        CapellaForkEpoch = 0,
        DenebForkEpoch = 0,
        ElectraForkEpoch = 0,
        FuluForkEpoch = 0,
        GloasForkEpoch = 0,
        HezeForkEpoch = 0,
    });

    private static readonly RequestRow Row = InclusionListsByIndicesRow.Row;
    private static readonly Root Dependent = new([.. Enumerable.Repeat((byte)5, 32)]);
    private static readonly int Size = (int)Spec.Preset.InclusionListCommitteeSize;

    [Fact]
    public void TheListsOfMembersWhoseBitsAreSetAreGivenOnceButNoneOfWhoMadeTwo()
    {
        var view = View();
        var committee = InclusionLists.GetInclusionListCommittee(view.HeadState, 1);
        var members = committee.Distinct().ToArray();
        var (one, two) = (List(1, Dependent, members[0]), List(1, Dependent, members[1]));
        foreach (var list in (SignedInclusionList[])[two, one, one, List(1, Dependent, members[2]), List(0, Dependent, members[3])])
        {
            view.InclusionListStore.ProcessInclusionList(list, timely: true);
        }

        var second = List(1, Dependent, members[2]);
        second = second with { Message = second.Message with { Transactions = [ByteList.Adopt(new byte[] { 7 })] } };
        view.InclusionListStore.ProcessInclusionList(second, timely: true);
        Assert.Equal([one, two], Given(view, [.. Enumerable.Range(0, Size)]));
        Assert.Equal([two], Given(view, [1, 2, 3]));
        Assert.Empty(Given(view, [2, 3]));
    }

    [Fact]
    public void OtherSlotsAndCommitteesThatAreNotAtHandAreUnavailable()
    {
        var view = View();
        Assert.NotNull(Row.Plan(Context(3, view), Asked(1, [0])).Unavailable);
        Assert.Null(Row.Plan(Context(2, view), Asked(1, [0])).Unavailable);
        Assert.NotNull(Row.Plan(Context(1, view), Asked(2, [0])).Unavailable);
        Assert.NotNull(Row.Plan(Context(1, view), Asked(ulong.MaxValue, [0])).Unavailable);
        Assert.NotNull(Row.Plan(Context(1, null), Asked(1, [0])).Unavailable);
        var without = view with { Blocks = ImmutableDictionary<Root, ChainBlock>.Empty };
        Assert.NotNull(Row.Plan(Context(1, without), Asked(1, [0])).Unavailable);
    }

    [Fact]
    public void TheLimitsAreThoseOfTheSpecification()
    {
        Assert.Equal("no inclusion lists are asked for", Row.BreaksLimit(Spec, ForkName.Heze, Asked(1, [])));
        Assert.Null(Row.BreaksLimit(Spec, ForkName.Heze, Asked(1, [.. Enumerable.Range(0, Size)])));
        var few = new ChainSpec(Preset.Minimal, Spec.Config with { MaxRequestInclusionList = 2 });
        Assert.Equal(
            "3 inclusion lists are asked for, at most 2 may be", Row.BreaksLimit(few, ForkName.Heze, Asked(1, [0, 1, 2])));
        Assert.NotNull(Row.BreaksLimit(Spec, ForkName.Heze, new InclusionListsByIndices(1, Dependent, BitList.Zeros(Size + 1))));
        Assert.Null(Row.VersionIn(ForkName.Gloas));
        Assert.Equal(1, Row.VersionIn(ForkName.Heze)?.Number);
        var request = Asked(1, [2, 5]);
        Assert.Equal(request, Row.Decode(Row.Encode(request, Spec, ForkName.Heze), Spec, ForkName.Heze, out _));
    }

    [Fact]
    public void ListsOfOtherSlotsRootsAndTwiceOfOneValidatorAreRefused()
    {
        (SignedInclusionList[] Sent, string? Reason)[] answers =
        [
            ([List(1, Dependent, 4), List(1, Dependent, 9)], null),
            ([List(2, Dependent, 4)], "an inclusion list of slot 2 was not asked for"),
            ([List(1, default, 4)], $"dependent root {default(Root)} was not asked for"),
            ([List(1, Dependent, 4), List(1, Dependent, 4)], "validator 4 twice"),
            ([List(1, Dependent, 4), List(1, Dependent, 5), List(1, Dependent, 6)], "more chunks than were asked for"),
        ];
        foreach (var (sent, reason) in answers)
        {
            var ask = new AskPeer(1, "peer", Asked(1, [0, 1]));
            var question = new Question(ask, Row, ActorRefs.Nobody, Spec, default, (ForkName.Heze, 1));
            var ends = sent.Select(list => question.Take(Chunk(list))).ToArray();
            Assert.All(ends.SkipLast(1), static end => Assert.Null(end));
            Assert.Equal((reason, reason is null ? null : (PeerResult?)PeerResult.InvalidResponse), (ends[^1]?.Reason, ends[^1]?.Result));
        }
    }

    private static IEnumerable<object> Given(ChainView view, int[] indices)
    {
        var plan = Row.Plan(Context(1, view), Asked(1, indices));
        Assert.Null(plan.Unavailable);
        return plan.Keys.SelectMany(_ => plan.Take(null));
    }

    private static SignedInclusionList List(Slot slot, Root dependent, ValidatorIndex validator) => new()
    {
        Message = new InclusionList { Slot = slot, DependentRoot = dependent, ValidatorIndex = validator, Transactions = [] },
        Signature = new BLSSignature(new byte[96]),
    };

    private static ChunkReceived Chunk(SignedInclusionList list)
    {
        var digest = Spec.ComputeForkDigest(default, list.Message.Slot / Spec.Preset.SlotsPerEpoch);
        return new ChunkReceived(1, 0, digest, Row.EncodeItem(list, Spec, ForkName.Heze));
    }

    private static InclusionListsByIndices Asked(Slot slot, int[] indices)
    {
        var bits = new bool[Size];
        foreach (var index in indices)
        {
            bits[index] = true;
        }

        return new InclusionListsByIndices(slot, Dependent, BitList.Create(bits));
    }

    private static ServeContext Context(Slot now, ChainView? view) => new(Spec, now, view, 0, null!);

    // The dependent block is the head, of slot 0.
    private static ChainView View()
    {
        var (view, state) = (RequestsActorTests.View(), RecordedChain.Instance.World.Genesis);
        var block = SignedBeaconBlock.Default(state.Ssz);
        var known = new ChainBlock(new BlockSummary(Dependent, 0, 0, default, default)) { Block = block, State = state };
        return view with
        {
            Head = view.Head with { Root = Dependent, State = state },
            Blocks = ImmutableDictionary<Root, ChainBlock>.Empty.Add(Dependent, known),
            InclusionListStore = new InclusionListStore(),
        };
    }
}
