namespace Consensoor.Interop.Engine.Server;

/// <summary>The forms of the Engine API that a port answers in.</summary>
[Flags]
public enum ServedForms
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>JSON-RPC at `/`.</summary>
    JsonRpc = 1,

    /// <summary>REST and SSZ below `/engine/v1`, the fork in a header.</summary>
    Header = 2,

    /// <summary>REST and SSZ below `/engine/v2`, the fork in the path.</summary>
    Path = 4,

    /// <summary>All of them.</summary>
    All = JsonRpc | Header | Path,
}
