using Akka.Actor;
using Consensoor.Actors.Scenarios;
using Consensoor.Actors.Signing;
using Consensoor.Actors.Tests.Validators;
using Consensoor.Interop.Keys.SlashingProtection;
using Consensoor.Messages;
using Consensoor.Spec;
using Consensoor.Spec.State;
using Xunit;

namespace Consensoor.Actors.Tests.Signing;

/// <summary>Keys that vote elsewhere are found before anything is signed with them, and the others are free in time.</summary>
public sealed class DoppelgangerTests : PatientKit
{
    private const ulong SlotsPerEpoch = 8;
    private static readonly BeaconState Genesis = GenesisOf();

    [Fact]
    public void Keys_are_free_two_epochs_after_those_that_are_watched()
    {
        var watch = new DoppelgangerWatch(2);
        Assert.NotNull(watch.Problem(Key(0)));
        for (var epoch = 10UL; epoch < 14; epoch++)
        {
            watch.At(epoch);
            Assert.Empty(watch.Look(StateOf(epoch), Own));
            Assert.Contains("until epoch 14", watch.Problem(Key(0)), StringComparison.Ordinal);
        }

        watch.At(14);
        Assert.Null(watch.Problem(Key(0)));

        // From then on its votes are this node's own.
        Assert.Empty(watch.Look(StateOf(14, previous: [0], current: [1]), Own));
        Assert.Null(watch.Problem(Key(0)));
    }

    [Theory]
    [InlineData(10UL, new int[0], new[] { 3 }, false)]
    [InlineData(11UL, new[] { 3 }, new int[0], false)]
    [InlineData(11UL, new int[0], new[] { 3 }, true)]
    [InlineData(12UL, new[] { 3 }, new int[0], true)]
    [InlineData(13UL, new[] { 3 }, new int[0], true)]
    [InlineData(13UL, new[] { 4 }, new[] { 60 }, false)]
    public void A_vote_of_a_watched_epoch_finds_its_key(ulong epoch, int[] previous, int[] current, bool isFound)
    {
        var watch = new DoppelgangerWatch(2);
        for (var at = 10UL; at <= epoch; at++)
        {
            watch.At(at);
            watch.Look(StateOf(at), Own);
        }

        Assert.Equal(isFound ? [Key(3)] : [], watch.Look(StateOf(epoch, previous, current), Own));
        Assert.Empty(watch.Look(StateOf(epoch, previous, current), Own));
        for (var at = epoch + 1; at <= 14; at++)
        {
            watch.At(at);
            watch.Look(StateOf(at), Own);
        }

        Assert.Empty(watch.Look(StateOf(14), Own));
        Assert.Equal(isFound, watch.Problem(Key(3)) is not null);
        Assert.Null(watch.Problem(Key(0)));
    }

    [Fact]
    public void While_the_chain_is_not_here_nothing_is_free_and_a_vote_that_shows_when_it_is_counts()
    {
        var watch = new DoppelgangerWatch(1);
        watch.At(10);
        watch.At(20);
        watch.Look(StateOf(11), Own);
        Assert.Contains("not here yet", watch.Problem(Key(0)), StringComparison.Ordinal);

        // It is watched from here on, with what the epoch of its coming does not tell.
        Assert.Empty(watch.Look(StateOf(20, previous: [3], current: [3]), Own));
        Assert.Contains("until epoch 23", watch.Problem(Key(0)), StringComparison.Ordinal);
        watch.At(21);
        Assert.Empty(watch.Look(StateOf(21), Own));
        watch.At(22);
        Assert.Equal([Key(3)], watch.Look(StateOf(22, previous: [3]), Own));
        watch.At(23);
        Assert.Null(watch.Problem(Key(0)));
        Assert.NotNull(watch.Problem(Key(3)));
    }

    [Fact]
    public void A_head_that_falls_behind_begins_the_watch_anew_until_it_is_over_and_not_after()
    {
        var watch = new DoppelgangerWatch(1);
        watch.At(10);
        watch.Look(StateOf(10), Own);
        watch.At(11);
        watch.At(12);
        watch.Look(StateOf(12), Own);
        watch.At(13);
        Assert.Contains("until epoch 15", watch.Problem(Key(0)), StringComparison.Ordinal);
        watch.Look(StateOf(13), Own);
        watch.At(14);
        watch.Look(StateOf(14), Own);
        watch.At(15);
        Assert.Null(watch.Problem(Key(0)));
        watch.At(40);
        Assert.Null(watch.Problem(Key(0)));
    }

    [Fact]
    public void A_watch_that_is_told_looks_at_no_state_and_is_free_once_it_was_told_of_every_epoch()
    {
        var watch = new DoppelgangerWatch(1, isTold: true);
        watch.At(10);
        Assert.Empty(watch.Look(StateOf(10, previous: [3], current: [3]), Own));
        Assert.Empty(watch.Tell(10, [Key(3)]));
        watch.At(11);
        Assert.Equal([Key(3)], watch.Tell(11, [Key(3)]));
        Assert.Empty(watch.Tell(11, [Key(3)]));
        watch.At(12);
        Assert.Empty(watch.Tell(12, []));
        Assert.True(watch.IsWatching);
        watch.At(13);
        Assert.False(watch.IsWatching);
        Assert.Null(watch.Problem(Key(0)));
        Assert.NotNull(watch.Problem(Key(3)));
    }

    [Fact]
    public void A_watch_that_nobody_tells_anything_is_never_free()
    {
        var watch = new DoppelgangerWatch(1, isTold: true);
        for (var epoch = 10UL; epoch < 20; epoch++)
        {
            watch.At(epoch);
            Assert.Contains("not here yet", watch.Problem(Key(0)), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_start_in_the_genesis_epoch_watches_nothing()
    {
        var watch = new DoppelgangerWatch(2);
        watch.At(0);
        Assert.Null(watch.Problem(Key(0)));
    }

    [Fact]
    public void The_signing_actor_signs_nothing_until_the_watch_is_over()
    {
        using var protection = new InMemorySlashingProtection(SigningSamples.Chain);
        var signing = Sys.ActorOf(SigningActor.Props(
            SigningSamples.Spec, SigningSamples.Signer, protection, null, new DoppelgangerWatch(1)));
        Assert.Contains("has not begun", Refusal(signing), StringComparison.Ordinal);
        Come(5);
        AwaitAssert(() => Assert.Contains("not here yet", Refusal(signing), StringComparison.Ordinal));
        var chain = new PlannedChain();
        Build(5);
        AwaitAssert(() => Assert.Contains("until epoch 8", Refusal(signing), StringComparison.Ordinal));
        Come(6);
        Build(6);
        Come(7);
        Build(7);
        Come(8);
        AwaitAssert(() => Assert.Null(Refusal(signing)));

        void Build(ulong epoch)
        {
            chain.Build(epoch * SlotsPerEpoch, 0);
            Sys.EventStream.Publish(new ChainViewChanged(chain.ViewIn(epoch * SlotsPerEpoch, isEarly: true)));
        }

        void Come(ulong epoch) => Sys.EventStream.Publish(new SlotStarted(epoch * SlotsPerEpoch, epoch, DateTimeOffset.UnixEpoch));
    }

    [Fact]
    public void AKeyThatComesLaterIsWatchedForAsLongAndTheOthersSignMeanwhile()
    {
        var watch = new DoppelgangerWatch(1);
        void Come(ulong epoch, params int[] voted)
        {
            watch.At(epoch);
            watch.Look(StateOf(epoch, current: voted), Own);
        }

        Come(5);
        Come(6);
        Come(7);
        Come(8);
        Assert.Null(watch.Problem(Key(0)));
        watch.Watch([Key(3)]);
        Assert.Null(watch.Problem(Key(0)));
        Assert.Contains("until epoch 11", watch.Problem(Key(3)), StringComparison.Ordinal);

        // Of the watched one alone a vote says that it is elsewhere too.
        Come(9, 0);
        Come(10);
        Assert.NotNull(watch.Problem(Key(3)));
        Come(11);
        Assert.Null(watch.Problem(Key(3)));
        watch.Watch([Key(3)]);
        Come(12, 0, 3);
        Assert.Contains("another program has it", watch.Problem(Key(3)), StringComparison.Ordinal);
        Assert.Null(watch.Problem(Key(0)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void KeysThatComeOneByOneAreWatchedAsThoseThatComeTogether(ulong behind)
    {
        var (together, apart) = (new DoppelgangerWatch(2), new DoppelgangerWatch(2));
        var own = new SortedDictionary<ulong, BLSPubkey>(Enumerable.Range(0, 8).ToDictionary(static i => (ulong)i, Key));
        for (var epoch = 5UL; epoch < 20; epoch++)
        {
            together.At(epoch);
            apart.At(epoch);
            var state = StateOf(epoch - (epoch < 12 ? behind : 0), current: epoch is 9 or 13 ? [2, 3, 5] : []);
            Assert.Equal(together.Look(state, own).ToHashSet(), apart.Look(state, own).ToHashSet());
            int[] come = epoch is 8 ? [2, 3, 4] : epoch is 10 ? [3, 5] : epoch is 11 ? [1, 4] : [];
            together.Watch(come.Select(Key));
            foreach (var key in come)
            {
                apart.Watch([Key(key)]);
            }

            Assert.All(own.Values, key => Assert.Equal(together.Problem(key), apart.Problem(key)));
        }
    }

    private string? Refusal(IActorRef signing)
    {
        var randao = new ToSign.Other(SigningSamples.Key, SigningSamples.RootOf(1), SigningSamples.DomainOf(Constants.DomainRandao));
        signing.Tell(new Sign(1, [randao]), TestActor);
        return ExpectMsg<Signed>().Outcomes[0].Refusal;
    }

    private static SortedDictionary<ulong, BLSPubkey> Own => new() { [0] = Key(0), [3] = Key(3) };

    private static BLSPubkey Key(int index) => Genesis.Validators[index].Pubkey;

    private static BeaconState GenesisOf() =>
        DevnetWorld.Create(64, TimeSpan.FromSeconds(6), DateTimeOffset.FromUnixTimeSeconds(1_800_000_000)).Genesis;

    private static BeaconState StateOf(ulong epoch, int[]? previous = null, int[]? current = null)
    {
        var state = Genesis.Copy();
        state.Slot = epoch * SlotsPerEpoch;
        state.PreviousEpochParticipation = Flags(previous ?? []);
        state.CurrentEpochParticipation = Flags(current ?? []);
        return state;
    }

    private static PersistentList<byte> Flags(int[] voted) =>
        PersistentList<byte>.Create([.. Enumerable.Range(0, 64).Select(index => (byte)(voted.Contains(index) ? 1 : 0))]);
}
