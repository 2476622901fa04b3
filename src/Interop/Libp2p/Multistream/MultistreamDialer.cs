using Consensoor.Interop.Libp2p.Wire;

namespace Consensoor.Interop.Libp2p.Multistream;

/// <summary>
/// The side that proposes (multistream-select 1.0). The header goes together with the first proposal. A protocol that is proposed alone may
/// be written for at once, without its answer (the lazy form); of several each waits for the refusal of the one before.
/// </summary>
public sealed class MultistreamDialer : INegotiation
{
    private readonly IReadOnlyList<string> _proposals;
    private int _proposed;
    private bool _hasHeader;

    /// <summary>Writes the header and the first proposal; throws ArgumentException where there is nothing to propose.</summary>
    public MultistreamDialer(IReadOnlyList<string> proposals, ByteQueue output)
    {
        ArgumentOutOfRangeException.ThrowIfZero(proposals.Count, nameof(proposals));
        _proposals = proposals;
        MultistreamLine.Write(output, MultistreamLine.Header);
        MultistreamLine.Write(output, proposals[0]);
    }

    /// <inheritdoc />
    public NegotiationState State { get; private set; }

    /// <inheritdoc />
    public string? Protocol => State == NegotiationState.Agreed || (State == NegotiationState.Pending && _proposals.Count == 1)
        ? _proposals[_proposed] : null;

    /// <inheritdoc />
    public NegotiationState Advance(ByteQueue input, ByteQueue output)
    {
        while (State == NegotiationState.Pending)
        {
            var line = MultistreamLine.TryRead(input, out var isMalformed);
            if (line is null)
            {
                State = isMalformed ? NegotiationState.Malformed : State;
                break;
            }

            if (!_hasHeader)
            {
                _hasHeader = line == MultistreamLine.Header;
                State = _hasHeader ? State : NegotiationState.Malformed;
            }
            else if (line == _proposals[_proposed])
            {
                State = NegotiationState.Agreed;
            }
            else if (line != MultistreamLine.NotAvailable)
            {
                State = NegotiationState.Malformed;
            }
            else if (++_proposed == _proposals.Count)
            {
                State = NegotiationState.Refused;
            }
            else
            {
                MultistreamLine.Write(output, _proposals[_proposed]);
            }
        }

        return State;
    }
}
