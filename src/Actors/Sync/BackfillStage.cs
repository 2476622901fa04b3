namespace Consensoor.Actors.Sync;

/// <summary>Says how far a range of history has come.</summary>
internal enum BackfillStage
{
    /// <summary>Nobody is asked for it.</summary>
    Wanted,

    /// <summary>A peer is asked for its blocks.</summary>
    Blocks,

    /// <summary>A peer is asked for its payload envelopes.</summary>
    Envelopes,

    /// <summary>All that was asked for is here; it waits to be linked to what is stored.</summary>
    Here,

    /// <summary>It is linked, and its signatures are being verified.</summary>
    Verifying,

    /// <summary>Storage has it to write.</summary>
    Keeping,
}
