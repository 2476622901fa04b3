namespace Consensoor.Interop.Engine.Rest;

/// <summary>The headers of the REST form.</summary>
public static class RestHeaders
{
    /// <summary>The name of the fork whose form body and answer have.</summary>
    public const string Fork = "Eth-Execution-Version";

    /// <summary>The code and version of the client that asks.</summary>
    public const string Client = "X-Engine-Client-Version";
}
