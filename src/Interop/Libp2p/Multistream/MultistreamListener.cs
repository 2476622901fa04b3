using Consensoor.Interop.Libp2p.Wire;

namespace Consensoor.Interop.Libp2p.Multistream;

/// <summary>
/// The side that is proposed to (multistream-select 1.0): it takes the first proposal that it speaks, refuses others with `na`, and answers
/// `ls`. At most <see cref="MaxQuestions"/> lines cost an answer; then it refuses for good.
/// </summary>
public sealed class MultistreamListener(IReadOnlyCollection<string> protocols) : INegotiation
{
    /// <summary>The most proposals and questions that are answered.</summary>
    public const int MaxQuestions = 32;

    private readonly HashSet<string> _spoken = [.. protocols];
    private bool _hasHeader;
    private int _questions;

    /// <inheritdoc />
    public NegotiationState State { get; private set; }

    /// <inheritdoc />
    public string? Protocol { get; private set; }

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
                if (_hasHeader)
                {
                    MultistreamLine.Write(output, MultistreamLine.Header);
                }
            }
            else if (_spoken.Contains(line))
            {
                MultistreamLine.Write(output, line);
                (Protocol, State) = (line, NegotiationState.Agreed);
            }
            else if (++_questions > MaxQuestions)
            {
                State = NegotiationState.Refused;
            }
            else if (line == MultistreamLine.List)
            {
                MultistreamLine.WriteList(output, protocols);
            }
            else
            {
                MultistreamLine.Write(output, MultistreamLine.NotAvailable);
            }
        }

        return State;
    }
}
