using Consensoor.Messages;
using Consensoor.Spec.Containers;
using Consensoor.Spec.DataColumns;
using Consensoor.Spec.Gossip;

namespace Consensoor.Actors.Sync;

/// <summary>
/// What is wanted by root, as a machine that is handed the time: each thing is asked for at one peer at a time, first at those that named
/// it, then at others, the best first; when all were asked, after a wait again. A peer has no more than its share of the questions under
/// way, so that one that names much and answers late holds up nobody else's. Every want ends: it was found, all tries were in vain, or
/// its time is over. Drop rule: what finds no room is not taken, nor what a peer names beyond its share, a quarter of the room: the names
/// are unsigned words of strangers. Where nobody has a thing, who named it and had it not answers for that, and is not believed again.
/// </summary>
internal sealed class WantList(SyncSettings settings, Func<PeerInfo, ColumnSet>? columnsOf = null)
{
    private readonly Func<PeerInfo, ColumnSet> _columnsOf = columnsOf ?? (static _ => ColumnSet.All);
    private readonly Dictionary<WantKey, Want> _wants = [];
    private readonly List<Want> _byAge = [];
    private readonly List<WantEnd> _ended = [];
    private readonly BoundedSet<(WantKey Key, string Peer)> _invented = new(settings.Wants);

    // Peers that do not speak `beacon_blocks_by_head`, as long as they are connected.
    private readonly HashSet<string> _onlyByRoot = new(StringComparer.Ordinal);
    private int _underWay;

    /// <summary>Counts what is wanted.</summary>
    public int Count => _byAge.Count;

    /// <summary>Lists what is wanted, the oldest first.</summary>
    public IReadOnlyList<Want> All => _byAge;

    private int ShareOfAPeer => Math.Max(1, settings.Wants / 4);

    /// <summary>Counts the wants for which there was no room.</summary>
    public ulong Dropped { get; private set; }

    /// <summary>When there is something to do if nothing else happens; null where nothing is wanted.</summary>
    public DateTimeOffset? NextDue => _byAge.Min(want => (DateTimeOffset?)DueOf(want));

    /// <summary>
    /// Wants something, or hears of another peer that has it; false where there is no room. A block may be wanted with those below it.
    /// </summary>
    public bool Add(WantKey key, IReadOnlyList<ulong> indices, string? sender, DateTimeOffset now, ulong blocks = 1)
    {
        if (!_wants.TryGetValue(key, out var want))
        {
            var isOverShare = sender is not null && (NamedFirstBy(sender) >= ShareOfAPeer || _invented.Contains((key, sender)));
            if (_byAge.Count >= settings.Wants || isOverShare)
            {
                Dropped++;
                return false;
            }

            want = new Want(key, now) { Blocks = blocks };
            _wants.Add(key, want);
            _byAge.Add(want);
        }
        else if (want.IsData && want.GivenBy is not null && ColumnSet.Of(indices) != ColumnSet.Of(want.Indices))
        {
            // The chain has looked at what was given, and says what is missing still.
            (want.GivenBy, want.NotBefore) = (null, now);
        }

        want.Indices = indices;
        if (sender is not null && !want.Senders.Contains(sender) && want.Senders.Count < settings.Tries)
        {
            want.Senders.Add(sender);
        }

        return true;
    }

    /// <summary>
    /// The questions to ask now, which are under way from now on; the oldest want first. Ids come from <paramref name="ids"/>.
    /// </summary>
    public IReadOnlyList<Question> Next(DateTimeOffset now, IReadOnlyList<PeerInfo> peers, Func<ulong> ids)
    {
        var questions = new List<Question>();
        var share = Math.Max(1, Math.Max(settings.Questions / 4, settings.Questions / Math.Max(1, peers.Count)));
        var asked = _byAge.Where(static want => want.Question is not null).GroupBy(static want => want.AskedOf!)
            .ToDictionary(static peer => peer.Key, static peer => peer.Count(), StringComparer.Ordinal);
        var idle = peers.Where(peer => asked.GetValueOrDefault(peer.Peer) < share).ToList();
        foreach (var want in _byAge.ToArray())
        {
            if (want.Since + settings.Patience <= now)
            {
                End(want, isFound: false, "its time is over");
            }
            else if (want.Question is null && want.NotBefore <= now && _underWay < settings.Questions)
            {
                if (want.GivenBy is not null)
                {
                    // The chain has not said what became of it: it may have been restarted.
                    want.GivenBy = null;
                    Fail(want, now);
                }

                if (!_wants.ContainsKey(want.Key) || want.NotBefore > now)
                {
                    continue;
                }

                if (Choose(want, idle) is not { } peer)
                {
                    WaitOrFail(want, now, peers);
                    continue;
                }

                var of = idle.First(other => other.Peer == peer);
                want.Asked.Add(peer);
                (want.Question, want.AskedOf) = (ids(), peer);
                asked[peer] = asked.GetValueOrDefault(peer) + 1;
                idle.RemoveAll(other => other.Peer == peer && asked[peer] >= share);
                _underWay++;
                questions.Add(new Question(want.Question.Value, peer, RequestFor(want, of)));
            }
        }

        return questions;
    }

    /// <summary>What a question under way is for; null for one nobody waits for.</summary>
    public WantKey? KeyOf(ulong question) => _byAge.Find(want => want.Question == question)?.Key;

    /// <summary>
    /// A question came back with what was wanted, which the chain has now, or without; nothing happens where nobody waits for the answer
    /// any more. HasNot: the peer said that it has it not, which who named a block or its payload has no right to.
    /// </summary>
    public void Answer(ulong question, string peer, bool isGiven, DateTimeOffset now, bool hasNot = false)
    {
        if (_byAge.Find(want => want.Question == question) is not { } want)
        {
            return;
        }

        want.Question = null;
        _underWay--;
        if (hasNot && !want.IsData && want.Senders.Contains(peer))
        {
            want.Inventors.Add(peer);
        }

        if (isGiven)
        {
            want.GivenBy = peer;
            want.NotBefore = now + settings.ImportPatience;
        }
        else
        {
            Fail(want, now);
        }
    }

    /// <summary>The peer speaks no request for ancestors, which is no fault: it is asked for the block by its root at once.</summary>
    public void AskByRoot(ulong question, string peer, DateTimeOffset now)
    {
        if (_byAge.Find(want => want.Question == question) is { } want)
        {
            _onlyByRoot.Add(peer);
            want.Question = null;
            want.NotBefore = now;
            want.Asked.Remove(peer);
            _underWay--;
        }
    }

    /// <summary>These peers are connected: what is known of others is forgotten.</summary>
    public void Keep(IReadOnlyList<PeerInfo> peers) => _onlyByRoot.IntersectWith(peers.Select(static peer => peer.Peer));

    /// <summary>Somebody came who may have what others had not: what waits may be asked of them at once.</summary>
    public void Wake(IReadOnlyList<PeerInfo> newcomers, DateTimeOffset now)
    {
        foreach (var want in _byAge.Where(want => want.Question is null && want.GivenBy is null && want.NotBefore > now))
        {
            if (newcomers.Any(peer => !want.Asked.Contains(peer.Peer) && MayHave(want, peer)))
            {
                want.NotBefore = now;
            }
        }
    }

    /// <summary>Ends a want, since the chain has it, whoever it came from.</summary>
    public void Found(WantKey key)
    {
        if (_wants.TryGetValue(key, out var want))
        {
            End(want, isFound: true, "it is there");
        }
    }

    /// <summary>What a peer gave was not it, or found no room; gives back who gave it, null where that is not known any more.</summary>
    public string? Refused(WantKey key, DateTimeOffset now)
    {
        if (!_wants.TryGetValue(key, out var want) || want.GivenBy is not { } peer)
        {
            return null;
        }

        want.GivenBy = null;
        Fail(want, now);
        return peer;
    }

    /// <summary>Takes out the wants that ended since the last call, found or given up.</summary>
    public IReadOnlyList<WantEnd> TakeEnded()
    {
        WantEnd[] ended = [.. _ended];
        _ended.Clear();
        return ended;
    }

    private int NamedFirstBy(string peer) => _byAge.Count(want => want.Senders.Count > 0 && want.Senders[0] == peer);

    private DateTimeOffset DueOf(Want want)
    {
        var end = want.Since + settings.Patience;
        return want.Question is null && _underWay < settings.Questions && want.NotBefore < end ? want.NotBefore : end;
    }

    private IPeerRequest RequestFor(Want want, PeerInfo peer) => want.Key.Kind switch
    {
        WantKind.Block when want.Blocks > 1 && !_onlyByRoot.Contains(peer.Peer) => new BeaconBlocksByHead(want.Key.Root, want.Blocks),
        WantKind.Block => new BeaconBlocksByRoot([want.Key.Root]),
        WantKind.Envelope => new ExecutionPayloadEnvelopesByRoot([want.Key.Root]),
        WantKind.Blobs => new BlobSidecarsByRoot(
            [.. want.Indices.Select(index => new BlobIdentifier { BlockRoot = want.Key.Root, Index = index })]),
        _ => new DataColumnSidecarsByRoot(
        [
            new DataColumnsByRootIdentifier { BlockRoot = want.Key.Root, Columns = [.. want.Indices.Where(_columnsOf(peer).Contains)] },
        ]),
    };

    /// <summary>
    /// Who is asked next: of those that named it the latest, then of all the best; nobody twice in a round. Columns are asked of who keeps
    /// most of them, and of nobody that keeps none.
    /// </summary>
    private string? Choose(Want want, IReadOnlyList<PeerInfo> peers)
    {
        var free = peers.Where(peer => !want.Asked.Contains(peer.Peer) && MayHave(want, peer)).ToList();
        if (want.Key.Kind == WantKind.Columns)
        {
            return ColumnPlan.For(ColumnSet.Of(want.Indices), free, _columnsOf, 1).Select(static part => part.Peer).FirstOrDefault();
        }

        return Enumerable.Reverse(want.Senders).FirstOrDefault(sender => free.Any(peer => peer.Peer == sender))
            ?? free.OrderByDescending(static peer => peer.Score)
                .ThenBy(static peer => peer.Peer, StringComparer.Ordinal)
                .FirstOrDefault()?.Peer;
    }

    private bool MayHave(Want want, PeerInfo peer) =>
        want.Key.Kind != WantKind.Columns || want.Indices.Any(_columnsOf(peer).Contains);

    /// <summary>Waits where somebody is left to be asked who has its share of questions already; else the round is over.</summary>
    private void WaitOrFail(Want want, DateTimeOffset now, IReadOnlyList<PeerInfo> peers)
    {
        if (Choose(want, peers) is not null)
        {
            want.NotBefore = now + settings.BackOff;
        }
        else
        {
            Fail(want, now, isRoundOver: true);
        }
    }

    private void Fail(Want want, DateTimeOffset now, bool isRoundOver = false)
    {
        want.Tries++;
        want.NotBefore = now;
        if (want.Tries >= settings.Tries)
        {
            End(want, isFound: false, $"asked {want.Tries} times in vain");
        }
        else if (isRoundOver)
        {
            want.Asked.Clear();
            want.NotBefore = now + settings.BackOffAfter(want.Tries);
        }
    }

    private void End(Want want, bool isFound, string reason)
    {
        _wants.Remove(want.Key);
        _byAge.Remove(want);
        _underWay -= want.Question is null ? 0 : 1;
        foreach (var inventor in isFound ? [] : want.Inventors)
        {
            _invented.Add((want.Key, inventor));
        }

        _ended.Add(new WantEnd(want.Key, isFound, reason, isFound ? [] : want.Inventors));
    }
}
