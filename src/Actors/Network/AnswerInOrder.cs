namespace Consensoor.Actors.Network;

/// <summary>Puts the chunks of one answer back into order.</summary>
internal sealed class AnswerInOrder(string peer)
{
    private readonly SortedDictionary<int, WireChunk> _early = [];
    private int _next;

    /// <summary>The peer that answers.</summary>
    public string Peer => peer;

    /// <summary>Takes a chunk; gives what can be handed on now.</summary>
    public IReadOnlyList<WireChunk> Take(WireChunk chunk)
    {
        if (chunk.Index < _next || !_early.TryAdd(chunk.Index, chunk))
        {
            return [];
        }

        var ready = new List<WireChunk>();
        while (_early.Remove(_next, out var next))
        {
            ready.Add(next);
            _next++;
        }

        return ready;
    }
}
