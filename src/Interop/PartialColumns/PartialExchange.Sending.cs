using Consensoor.Interop.Gossipsub;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Ssz;

namespace Consensoor.Interop.PartialColumns;

/// <content>What peers are sent: the cells they ask for, the header, and parts metadata where it is of use to them.</content>
public sealed partial class PartialExchange
{
    // Does for a group whatever is due: peers of the mesh, those that spoke, and others that are to hear of it.
    private void Advance(CellGroup group, TimeSpan now, IReadOnlyList<string>? others = null)
    {
        if (group.Have is null)
        {
            return;
        }

        List<(string Peer, PeerCells State, PartialSupport Support)> peers = [];
        var mesh = _router.PartialMeshOf(group.Topic);
        foreach (var peer in mesh.Concat(group.Peers.Keys).Concat(others ?? []).Distinct(StringComparer.Ordinal).ToArray())
        {
            var support = _router.PartialSupportOf(peer, group.Topic);
            if (support != PartialSupport.None && EntryOf(group, peer) is { } state)
            {
                peers.Add((peer, state, support));
            }
        }

        Ask(group, peers, mesh, now);
        foreach (var (peer, state, support) in peers)
        {
            Tell(group, peer, state, support, now);
        }
    }

    // Does for one peer what is due after it said or sent something new: that concerns no other.
    private void Answer(CellGroup group, string peer, PeerCells state, TimeSpan now)
    {
        var support = _router.PartialSupportOf(peer, group.Topic);
        if (support.HasFlag(PartialSupport.Sends))
        {
            AskOwner(group, state, now);
        }

        if (support != PartialSupport.None)
        {
            Tell(group, peer, state, support, now);
        }
    }

    // Asks a peer for the cells it has that are missing here, and of which no other that has them is asked.
    private void AskOwner(CellGroup group, PeerCells owner, TimeSpan now)
    {
        var missing = owner.Available!.Without(group.Have!);
        missing.Remove(group.Checking!);
        if (missing.IsEmpty || !_router.RequestsPartial(group.Topic))
        {
            return;
        }

        foreach (var peer in group.Peers.Values)
        {
            missing.RemoveBoth(peer.Asked!, peer.Available!);
        }

        foreach (var index in missing.Indices())
        {
            AskOf(owner, index, now);
        }
    }

    private void Ask(
        CellGroup group, List<(string Peer, PeerCells State, PartialSupport Support)> peers, IReadOnlyList<string> mesh, TimeSpan now)
    {
        if (group.IsComplete || !_router.RequestsPartial(group.Topic))
        {
            return;
        }

        var givers = peers.FindAll(static entry => entry.Support.HasFlag(PartialSupport.Sends));
        for (var i = 0; i < group.Have!.Length; i++)
        {
            if (group.Have[i] || group.Checking![i])
            {
                continue;
            }

            // One that has it, else some of the mesh that will send it when they have it.
            var index = i;
            if (givers.Exists(entry => entry.State.Asked![index] && entry.State.Available![index]))
            {
                continue;
            }

            if (Best(givers, entry => entry.State.Available![index]) is { } owner)
            {
                AskOf(owner.State, index, now);
                continue;
            }

            var ahead = givers.Count(entry => entry.State.Asked![index]);
            while (ahead < _limits.AskedAhead
                && Best(givers, entry => !entry.State.Asked![index] && mesh.Contains(entry.Peer)) is { } next)
            {
                AskOf(next.State, index, now);
                ahead++;
            }
        }
    }

    // Who failed least, of those who is asked for least, of those any.
    private (string Peer, PeerCells State)? Best(
        List<(string Peer, PeerCells State, PartialSupport Support)> among,
        Predicate<(string Peer, PeerCells State, PartialSupport Support)> fits)
    {
        (string Peer, PeerCells State)? best = null;
        var (least, equals) = ((int.MaxValue, int.MaxValue), 0);
        foreach (var entry in among)
        {
            if (!fits(entry))
            {
                continue;
            }

            var rank = (entry.State.Failures, entry.State.Asked!.Count);
            var order = rank.CompareTo(least);
            equals = order == 0 ? equals + 1 : 1;
            if (order < 0 || (order == 0 && _random.Next(equals) == 0))
            {
                (best, least) = ((entry.Peer, entry.State), rank);
            }
        }

        return best;
    }

    private static void AskOf(PeerCells state, int index, TimeSpan now)
    {
        state.Asked!.Add(index);
        (state.AskedAt, state.HasNewAsk) = (now, true);
    }

    private void ExpireAsks(CellGroup group, TimeSpan now)
    {
        foreach (var state in group.Peers.Values)
        {
            state.Asked!.Remove(group.Have!);
            if (state.Asked.IsEmpty || now - state.AskedAt < _limits.AskLife)
            {
                continue;
            }

            // It may have lost its word on the way: nobody pays for that, but others are asked first from now on.
            var unanswered = state.Asked.And(state.Available!).Without(group.Checking!).Count;
            Counts.Unanswered += (ulong)unanswered;
            state.Failures += unanswered > 0 ? 1 : 0;
            state.Asked.Clear();
            state.HasNewAsk = true;
        }
    }

    private void Tell(CellGroup group, string peer, PeerCells state, PartialSupport support, TimeSpan now)
    {
        var have = group.Have!;
        var send = new CellBits(have.Length);
        var isFirst = !state.IsTold && !state.HasSpoken;
        var takes = support.HasFlag(PartialSupport.Requests);
        if (takes)
        {
            send = have.And(state.Requests!);
            send.Remove(state.Available!);
            send.Remove(state.Sent!);
        }

        var header = takes && isFirst && group.Header is { } ahead && !ShareOf(peer).HasHeader(group.Id) ? ahead : null;
        var news = have.Without(state.Told!);
        news.Remove(send);
        var isOfUse = !news.Without(state.Available!).IsEmpty || !news.And(state.Asked!).IsEmpty;
        state.Asked!.Remove(have);
        var isDue = state.HasNewAsk || isOfUse || (!state.IsTold && !have.IsEmpty);
        if (send.IsEmpty && header is null && !isDue)
        {
            return;
        }

        var message = send.IsEmpty && header is null ? [] : Encode(group, send, header);
        var metadata = isDue
            ? new PartialDataColumnPartsMetadata { Available = have.ToList(), Requests = state.Asked.ToList() }.ToSsz(group.Context)
            : [];
        if (!_router.SendPartial(peer, group.Topic, group.Wire, message, metadata))
        {
            return;
        }

        if (!send.IsEmpty)
        {
            Counts.CellsSent += (ulong)send.Count;
            state.Sent!.Add(send);
            state.Told!.Add(send);
            state.SentAt = now;
        }

        if (header is not null)
        {
            ShareOf(peer).NoteHeader(group.Id);
        }

        if (isDue)
        {
            state.Told!.Add(have);
            (state.IsTold, state.HasNewAsk) = (true, false);
        }
    }

    private static byte[] Encode(CellGroup group, CellBits cells, PartialDataColumnHeader? header)
    {
        var indices = cells.Indices().ToArray();
        return new PartialDataColumnSidecar
        {
            CellsPresentBitmap = cells.ToList(),
            PartialColumn = [.. indices.Select(index => group.Cells[index]!.Value.Bytes)],
            KzgProofs = [.. indices.Select(index => group.Cells[index]!.Value.Proof)],
            Header = header is null ? [] : [header],
        }.ToSsz(group.Context);
    }
}
