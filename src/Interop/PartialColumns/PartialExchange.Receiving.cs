using Consensoor.Interop.Gossipsub;
using Consensoor.Spec.Containers;

namespace Consensoor.Interop.PartialColumns;

/// <content>What peers send: parts metadata and parts, which are refused where they are malformed and bounded where they are not.</content>
public sealed partial class PartialExchange
{
    private void OnMessage(PartialEvent news, TimeSpan now)
    {
        if (_formOf(news.Topic) is not { } form)
        {
            Counts.Dropped++;
            return;
        }

        if (!PartialGroupIds.TryDecode(news.Group.Span, form.Context, out var id, out var reason))
        {
            if (reason is not null)
            {
                Refuse(news, reason, now);
            }

            return;
        }

        PartialDataColumnPartsMetadata? metadata = null;
        PartialDataColumnSidecar? parts = null;
        if (news.Metadata is { } said)
        {
            if (!PartialDataColumnPartsMetadata.TryDecode(said.Span, form.Context, out metadata, out var error))
            {
                Refuse(news, $"sent malformed parts metadata: {error}", now);
                return;
            }

            if (metadata.Available.Length != metadata.Requests.Length || metadata.Available.Length == 0)
            {
                Refuse(news, $"sent bitmaps of {metadata.Available.Length} and {metadata.Requests.Length} cells", now);
                return;
            }
        }

        if (news.Message is { Length: > 0 } sent && !TryDecode(news, sent, form, out parts, now))
        {
            return;
        }

        if (EntryOf(news, id, form, now) is not ({ } group, { } state))
        {
            return;
        }

        var isNew = !state.HasSpoken;
        state.HasSpoken = true;
        ShareOf(news.Peer).NoteHeader(id);
        if (group.Have is not null)
        {
            if ((metadata is null || Apply(group, news.Peer, state, metadata, ref isNew, now)) && parts is not null)
            {
                isNew |= OnParts(group, news.Peer, state, parts, now);
            }

            if (isNew)
            {
                Answer(group, news.Peer, state, now);
            }

            return;
        }

        state.EarlyMetadata = metadata ?? state.EarlyMetadata;
        if (parts is not null)
        {
            OnEarly(group, news.Peer, state, parts, news.Message!.Value.Length);
        }
    }

    private bool TryDecode(
        PartialEvent news, ReadOnlyMemory<byte> sent, PartialForm form, out PartialDataColumnSidecar? parts, TimeSpan now)
    {
        parts = null;
        if (sent.Length > form.MostBytes)
        {
            Refuse(news, $"sent a partial column of {sent.Length} bytes, which has at most {form.MostBytes}", now);
            return false;
        }

        if (!PartialDataColumnSidecar.TryDecode(sent.Span, form.Context, out parts, out var error))
        {
            Refuse(news, $"sent a malformed partial column: {error}", now);
            return false;
        }

        var cells = parts.CellsPresentBitmap.CountOnes();
        var wrong = cells == 0 && parts.Header.Count == 0 ? "sent a partial column without cells and header"
            : parts.PartialColumn.Count != cells || parts.KzgProofs.Count != cells
            ? $"sent {parts.PartialColumn.Count} cells and {parts.KzgProofs.Count} proofs for {cells} bits"
            : null;
        if (wrong is not null)
        {
            Refuse(news, wrong, now);
            return false;
        }

        return true;
    }

    // A later one takes the place of a former; isNew where it says anything else.
    private bool Apply(
        CellGroup group, string peer, PeerCells state, PartialDataColumnPartsMetadata metadata, ref bool isNew, TimeSpan now)
    {
        if (metadata.Available.Length != group.Have!.Length)
        {
            _router.RefusePartial(
                peer, group.Topic, $"sent bitmaps of {metadata.Available.Length} cells for {group.Have.Length} blobs", now);
            state.Failures++;
            return false;
        }

        var (available, requests) = (CellBits.Of(metadata.Available), CellBits.Of(metadata.Requests));
        isNew |= !available.SetEquals(state.Available!) || !requests.SetEquals(state.Requests!);
        (state.Available, state.Requests) = (available, requests);

        // What was sent a while ago and is not there was lost on the way; what was sent just now is still on it.
        var lost = state.Sent!.Without(state.Available);
        if (!lost.IsEmpty && now - state.SentAt >= _limits.ResendAfter && state.Resends < _limits.Resends)
        {
            state.Resends++;
            state.Sent.Remove(lost);
            isNew = true;
        }

        return true;
    }

    // True where something is due to the peer that was not before.
    private bool OnParts(CellGroup group, string peer, PeerCells state, PartialDataColumnSidecar parts, TimeSpan now)
    {
        var have = group.Have!;
        if (parts.Header.Count == 1 && group.Header is { } header && parts.Header[0] != header)
        {
            _router.RefusePartial(peer, group.Topic, "sent another header than the block's", now);
            return false;
        }

        if (parts.PartialColumn.Count == 0)
        {
            return false;
        }

        if (parts.CellsPresentBitmap.Length != have.Length)
        {
            _router.RefusePartial(
                peer, group.Topic, $"sent a bitmap of {parts.CellsPresentBitmap.Length} cells for {have.Length} blobs", now);
            return false;
        }

        var given = CellBits.Of(parts.CellsPresentBitmap);
        var fresh = given.Without(have);
        // What a stranger sent unasked may be junk: what was asked of this peer is verified all the same.
        fresh.Remove(group.Checking!.Without(state.Asked!));
        Counts.CellsKnown += (ulong)(given.Count - fresh.Count);
        if (fresh.IsEmpty && given.Without(state.Told!).IsEmpty && given.And(state.Asked!).IsEmpty)
        {
            // What it was told may have been lost, or crossed what it sent: it is told again, and pays for more than that explains.
            state.HasNewAsk = true;
            if (++state.Useless > _limits.Resends + 1)
            {
                _router.OffendPartial(peer, group.Topic, "sends cells that this node said it has", now);
            }
        }

        state.Available!.Add(given);
        state.Told!.Add(given);
        state.Asked!.Remove(given);
        if (fresh.IsEmpty)
        {
            return true;
        }

        var reduced = Reduce(parts, given, fresh);
        var bytes = BytesOf(reduced);
        if (TryWait(peer, bytes))
        {
            group.Check(Check(new Checking(group, peer, reduced, bytes)), fresh);
        }
        else
        {
            // It will be asked for again.
            state.Told.Remove(fresh);
        }

        return true;
    }

    // Nothing is known of the block: in fulu the header can say it, else the parts wait until the block is here.
    private void OnEarly(CellGroup group, string peer, PeerCells state, PartialDataColumnSidecar parts, int length)
    {
        if (state.EarlyParts is not null && parts.Header.Count == 0)
        {
            Counts.Dropped++;
            return;
        }

        if (!TryWait(peer, length))
        {
            return;
        }

        if (parts.Header.Count == 1 && group.Headers.Count < _limits.HeadersOfGroup)
        {
            group.Headers.Add(Check(new Checking(group, peer, parts, length)));
            return;
        }

        Unwait(peer, state.EarlyBytes);
        (state.EarlyParts, state.EarlyBytes) = (parts, length);
    }

    private void TakeEarly(CellGroup group, string peer, PeerCells state, TimeSpan now)
    {
        var (metadata, parts) = (state.EarlyMetadata, state.EarlyParts);
        Unwait(peer, state.EarlyBytes);
        (state.EarlyMetadata, state.EarlyParts, state.EarlyBytes) = (null, null, 0);
        var isNew = true;
        if (metadata is not null && !Apply(group, peer, state, metadata, ref isNew, now))
        {
            return;
        }

        if (parts is not null)
        {
            OnParts(group, peer, state, parts, now);
        }
    }

    private ulong Check(Checking checking)
    {
        _checks.Add(++_number, checking);
        _toCheck.Enqueue(new PartialCheck(_number, checking.Peer, checking.Group.Topic, checking.Group.Id, checking.Sidecar));
        return _number;
    }

    private void Refuse(PartialEvent news, string reason, TimeSpan now) => _router.RefusePartial(news.Peer, news.Topic, reason, now);

    // The same without the cells that are here.
    private static PartialDataColumnSidecar Reduce(PartialDataColumnSidecar parts, CellBits given, CellBits fresh)
    {
        if (given.Count == fresh.Count && parts.Header.Count == 0)
        {
            return parts;
        }

        var places = given.Indices().Select(static (index, at) => (Index: index, At: at));
        var kept = places.Where(entry => fresh[entry.Index]).Select(static entry => entry.At).ToArray();
        return new PartialDataColumnSidecar
        {
            CellsPresentBitmap = fresh.ToList(),
            PartialColumn = [.. kept.Select(at => parts.PartialColumn[at])],
            KzgProofs = [.. kept.Select(at => parts.KzgProofs[at])],
        };
    }

    private static long BytesOf(PartialDataColumnSidecar parts) =>
        parts.PartialColumn.Count == 0 ? 0 : parts.PartialColumn.Count * (48L + parts.PartialColumn[0].Length);
}
