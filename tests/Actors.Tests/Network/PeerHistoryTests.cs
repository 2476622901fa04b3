using Consensoor.Actors.Network;
using CsCheck;
using Xunit;

namespace Consensoor.Actors.Tests.Network;

/// <summary>Tests that what is remembered of peers is bounded, and is the latest.</summary>
public class PeerHistoryTests
{
    private static readonly DateTimeOffset Start = DateTimeOffset.UnixEpoch;

    /// <summary>Against a plain list of everything that ever happened.</summary>
    [Fact]
    public void TheLatestIsKeptWhateverHappens() =>
        Gen.Select(Gen.Int[0, 400], Gen.Int[0, 60]).Array[0, 3000].Sample(
            static happened =>
            {
                var history = new PeerHistory();
                var literal = new Dictionary<int, List<(int Reason, int Count, int At)>>();
                var last = new List<int>();
                foreach (var ((peer, reason), at) in happened.Select(static (one, at) => (one, at)))
                {
                    history.Add($"{peer}", "reported", $"{reason}", 1, Start.AddSeconds(at));
                    last.Remove(peer);
                    last.Add(peer);
                    if (last.Count > PeerHistory.MostPeers)
                    {
                        literal.Remove(last[0]);
                        last.RemoveAt(0);
                    }

                    var notes = literal.TryGetValue(peer, out var known) ? known : literal[peer] = [];
                    var count = notes.Where(note => note.Reason == reason).Sum(static note => note.Count);
                    notes.RemoveAll(note => note.Reason == reason);
                    notes.Add((reason, count + 1, at));
                    notes.RemoveRange(0, Math.Max(0, notes.Count - PeerHistory.MostNotes));
                }

                Assert.Equal(literal.Count, history.Count);
                foreach (var peer in happened.Select(static one => one.Item1).Distinct())
                {
                    var kept = literal.GetValueOrDefault(peer, []);
                    Assert.Equal(
                        kept.Select(static note => ($"{note.Reason}", note.Count, Start.AddSeconds(note.At))),
                        history.Of($"{peer}").Select(static note => (note.Reason, note.Count, note.At)));
                }
            },
            iter: 30);

    [Fact]
    public void AReasonThatAPeerChoseIsCutAndShown()
    {
        var history = new PeerHistory();
        history.Add("a", "left", $"\u001b[31m{new string('x', 5000)}", 0, Start);
        var reason = Assert.Single(history.Of("a")).Reason;
        Assert.Equal(200, reason.Length);
        Assert.StartsWith("?[31mx", reason, StringComparison.Ordinal);
        Assert.Empty(history.Of("b"));
    }
}
