namespace Consensoor.Actors.Api;

/// <summary>What whoever runs a node asks of its health.</summary>
internal enum NodeProbe
{
    /// <summary>Has the start come to its end: chain and record are there.</summary>
    Startup,

    /// <summary>Does the chain follow the clock; where it does not, a restart may mend it.</summary>
    Live,

    /// <summary>Is the node of use to validators: started, at the head, with its execution layer; a restart mends none of it.</summary>
    Ready,
}
