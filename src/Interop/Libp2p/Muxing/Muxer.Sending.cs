namespace Consensoor.Interop.Libp2p.Muxing;

/// <content>What streams send, and whose turn it is.</content>
public abstract partial class Muxer
{
    private readonly Queue<MuxedStream> _turns = new();

    /// <inheritdoc />
    public void Pump()
    {
        while (!IsOver && Output.Count < Settings.OutputLimit && _turns.TryDequeue(out var stream))
        {
            stream.IsPumped = false;
            if (stream.End is not null)
            {
                continue;
            }

            var sent = Send(stream, stream.Pending.Span);
            stream.Pending.Consume(sent);
            if (stream.Pending.Count == 0 && stream.IsOutputEnded)
            {
                FinishOutput(stream);
            }
            else if (stream.Pending.Count > 0 && Allowance(stream) > 0)
            {
                TakeTurn(stream);
            }

            if (stream.WantsRoom && stream.Room >= Settings.SendBuffer / 2)
            {
                stream.WantsRoom = false;
                _events.Enqueue(new MuxerEvent(MuxerEventKind.Writable, stream));
            }
        }
    }

    internal int Write(MuxedStream stream, ReadOnlySpan<byte> bytes)
    {
        if (IsOver || stream.End is not null || stream.IsOutputEnded)
        {
            return 0;
        }

        var rest = bytes;
        if (stream.Pending.Count == 0 && _turns.Count == 0)
        {
            // Nobody waits: straight to the output, as much as goes.
            while (rest.Length > 0 && Output.Count < Settings.OutputLimit && Allowance(stream) > 0)
            {
                rest = rest[Send(stream, rest)..];
            }
        }

        var kept = Math.Min(rest.Length, stream.Room);
        if (kept > 0)
        {
            stream.Pending.Write(rest[..kept]);
            TakeTurn(stream);
        }

        // Also where all was taken: who asks for room before writing hears of it too.
        stream.WantsRoom |= stream.Room < Settings.SendBuffer / 2;
        return bytes.Length - rest.Length + kept;
    }

    internal void EndOutput(MuxedStream stream)
    {
        if (stream.End is not null || stream.IsOutputEnded || IsOver)
        {
            return;
        }

        stream.IsOutputEnded = true;
        if (stream.Pending.Count == 0)
        {
            FinishOutput(stream);
        }
    }

    private protected void TakeTurn(MuxedStream stream)
    {
        if (!stream.IsPumped && stream.End is null)
        {
            stream.IsPumped = true;
            _turns.Enqueue(stream);
        }
    }

    private int Send(MuxedStream stream, ReadOnlySpan<byte> bytes)
    {
        var count = (int)Math.Min(Math.Min(bytes.Length, Settings.MaxFrame), Allowance(stream));
        return count > 0 ? SendData(stream, bytes[..count]) : 0;
    }

    private void FinishOutput(MuxedStream stream)
    {
        if (!stream.IsEndSent)
        {
            stream.IsEndSent = true;
            SendEnd(stream);
            FinishIfDone(stream);
        }
    }
}
