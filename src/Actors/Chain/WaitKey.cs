namespace Consensoor.Actors.Chain;

/// <summary>Names what something in the room waits for.</summary>
internal readonly record struct WaitKey
{
    private WaitKey(Need what, Root root, Slot slot) => (What, Root, Slot) = (what, root, slot);

    /// <summary>Says what kind of thing is waited for.</summary>
    public enum Need
    {
        /// <summary>That a block is in the store.</summary>
        Block,

        /// <summary>The payload of a block in the store (gloas on).</summary>
        Payload,

        /// <summary>That a slot begins.</summary>
        Slot,

        /// <summary>The decision on another envelope for the same block.</summary>
        Turn,
    }

    /// <summary>What kind of thing is waited for.</summary>
    public Need What { get; }

    /// <summary>The root of the block, where it is about one.</summary>
    public Root Root { get; }

    /// <summary>The slot, where one is waited for.</summary>
    public Slot Slot { get; }

    /// <summary>Names a block.</summary>
    public static WaitKey Block(Root root) => new(Need.Block, root, default);

    /// <summary>Names the payload of a block.</summary>
    public static WaitKey Payload(Root root) => new(Need.Payload, root, default);

    /// <summary>Names a slot.</summary>
    public static WaitKey At(Slot slot) => new(Need.Slot, default, slot);

    /// <summary>Names the decision on the envelope of a block that is under way.</summary>
    public static WaitKey Turn(Root root) => new(Need.Turn, root, default);
}
