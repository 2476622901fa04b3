using Consensoor.Messages;

namespace Consensoor.Actors.Sync;

/// <summary>
/// What a sync by range has found out about peers, whose `Status` is only a claim. Who brought nothing, was slow, or called slots empty
/// that are not, is doubted, and asked after all others, until a range of its own is in the chain. An empty range is taken on the word of
/// several (`sync.witnesses`) who claim a head behind it. Where blocks behind it do not connect, they are suspects, and the peer of those
/// blocks shows the way alone: they answer for the slots where its blocks are imported there, and it does where they are not. Doubts of
/// at most <see cref="Remembered"/> peers are kept. Drop rule: all are forgotten, and peers are tried anew.
/// </summary>
internal sealed class RangePeers(SyncSettings settings)
{
    /// <summary>The number of peers that doubts are kept of, connected or not.</summary>
    public const int Remembered = 1024;

    private const int MostDoubts = 20;

    // As much as one unhelpful answer takes from a score.
    private const double DoubtWeight = 5;

    private readonly HashSet<string> _failed = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _doubts = new(StringComparer.Ordinal);
    // Who called the range under way empty; who called empty what lies between the head and it; and whom of those a trial is about.
    private readonly HashSet<string> _callEmpty = new(StringComparer.Ordinal);
    private readonly List<Voucher> _vouch = [];
    private readonly List<Voucher> _suspects = [];

    /// <summary>Returns those that have not failed since the last round of all, the one to ask first in front.</summary>
    public IReadOnlyList<PeerInfo> Free(IEnumerable<PeerInfo> ahead, Slot from)
    {
        var saidEmpty = _vouch.Concat(_suspects).Select(static said => said.Peer).Concat(_callEmpty).ToHashSet(StringComparer.Ordinal);
        return
        [
            .. ahead.Where(peer => !_failed.Contains(peer.Peer))
                .OrderByDescending(
                    peer => peer.Score - (DoubtWeight * (_doubts.GetValueOrDefault(peer.Peer) + (saidEmpty.Contains(peer.Peer) ? 1 : 0))))
                .ThenByDescending(peer => peer.Status!.EarliestAvailableSlot <= from)
                .ThenByDescending(static peer => peer.Status!.FinalizedEpoch)
                .ThenByDescending(static peer => peer.Status!.HeadSlot)
                .ThenBy(static peer => peer.Peer, StringComparer.Ordinal)
        ];
    }

    /// <summary>True for a peer that is not doubted, and has called nothing empty that is open yet.</summary>
    public bool IsTrusted(string peer) => !_doubts.ContainsKey(peer)
        && !_callEmpty.Contains(peer)
        && !_vouch.Concat(_suspects).Any(said => said.Peer == peer);

    /// <summary>
    /// Returns who is asked whether a range is empty that others called empty: the first that claims to have it; null where enough have
    /// said so, or nobody else claims to.
    /// </summary>
    public PeerInfo? Witness(IEnumerable<PeerInfo> free, Slot from, Slot last) => _callEmpty.Count > settings.Witnesses
        ? null
        : free.FirstOrDefault(
            peer => peer.Status!.HeadSlot >= last && peer.Status!.EarliestAvailableSlot <= from && !_callEmpty.Contains(peer.Peer));

    /// <summary>The peer is not asked again before all others were; doubted where it is the peer's own doing.</summary>
    public void Fail(string peer, bool isDoubted = true)
    {
        _failed.Add(peer);
        if (isDoubted)
        {
            Doubt(peer);
        }
    }

    /// <summary>A round of all peers is over: all may be asked again.</summary>
    public void BeginRound() => _failed.Clear();

    /// <summary>A peer called the range under way empty.</summary>
    public void CallEmpty(string peer) => _callEmpty.Add(peer);

    /// <summary>A range is taken as empty. Of the many who may have said so on a long way, the first are forgotten.</summary>
    public void TakeAsEmpty(Slot from, Slot last)
    {
        _vouch.AddRange(_callEmpty.Select(peer => new Voucher(peer, from, last)));
        _vouch.RemoveRange(0, Math.Max(0, _vouch.Count - Remembered));
        _callEmpty.Clear();
    }

    /// <summary>
    /// A peer's range is in the chain. What came before it was empty indeed; returns who called the range itself empty, which is doubted
    /// now.
    /// </summary>
    public IReadOnlyList<string> Succeed(string peer)
    {
        _doubts.Remove(peer);
        _vouch.Clear();
        string[] wrong = [.. _callEmpty.Where(said => said != peer).Order(StringComparer.Ordinal)];
        _callEmpty.Clear();
        foreach (var said in wrong)
        {
            Fail(said);
        }

        return wrong;
    }

    /// <summary>
    /// A range does not connect to the head: true where slots before it were only called empty, and who did that is suspected now.
    /// </summary>
    public bool SuspectWhoVouched()
    {
        if (_vouch.Count == 0)
        {
            return false;
        }

        _suspects.Clear();
        _suspects.AddRange(_vouch);
        Forget();
        return true;
    }

    /// <summary>Blocks of slots are in the chain; returns who of the suspects called one of them empty, which is doubted now.</summary>
    public IReadOnlyList<string> Convict(IReadOnlyList<Slot> slots)
    {
        string[] wrong =
        [
            .. _suspects.Where(said => slots.Any(slot => slot >= said.From && slot <= said.Last))
                .Select(static said => said.Peer)
                .Distinct(StringComparer.Ordinal)
                .Order(StringComparer.Ordinal)
        ];
        _suspects.Clear();
        foreach (var said in wrong)
        {
            Fail(said);
        }

        return wrong;
    }

    /// <summary>Nothing was shown against who called slots empty.</summary>
    public void Acquit() => _suspects.Clear();

    /// <summary>What was said of ranges is forgotten; doubts and suspects are not.</summary>
    public void Forget()
    {
        _vouch.Clear();
        _callEmpty.Clear();
    }

    /// <summary>A peer brought nothing of use: it is asked after those that are doubted less.</summary>
    public void Doubt(string peer)
    {
        if (_doubts.Count >= Remembered && !_doubts.ContainsKey(peer))
        {
            _doubts.Clear();
        }

        _doubts[peer] = Math.Min(MostDoubts, _doubts.GetValueOrDefault(peer) + 1);
    }

    private sealed record Voucher(string Peer, Slot From, Slot Last);
}
