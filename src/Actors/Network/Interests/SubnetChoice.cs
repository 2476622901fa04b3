namespace Consensoor.Actors.Network.Interests;

/// <summary>Which subnets of attestations and sync committees a node is on (`consensoor.wire.subnets`).</summary>
public enum SubnetChoice
{
    /// <summary>Those of its identity and of its validators' duties.</summary>
    Own,

    /// <summary>All of them.</summary>
    All,

    /// <summary>None of them.</summary>
    None,
}
