using Consensoor.Messages;

namespace Consensoor.Actors.Sync;

/// <summary>
/// What is to be done next for history: questions to ask, peers to report, and a range to verify or to keep; nulls where none is.
/// </summary>
internal sealed record BackfillStep
{
    /// <summary>Questions to ask of peers.</summary>
    public List<Question> Questions { get; } = [];

    /// <summary>Peers that offended, and how.</summary>
    public List<(string Peer, PeerOffence Offence, string Reason)> Offences { get; } = [];

    /// <summary>The range whose signatures are to be verified, under the number of its question.</summary>
    public BackfillRange? Verify { get; set; }

    /// <summary>The range that is to be kept.</summary>
    public BackfillRange? Keep { get; set; }

    /// <summary>The slot from which on all is stored (0: from genesis on), where that is found out without a block of it.</summary>
    public Slot? CompleteFrom { get; set; }
}
