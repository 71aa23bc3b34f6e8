"""The same stand-in over gRPC: Qdrant's generated servicers in front of what the HTTP one holds.

Requests are read with the generated messages and turned into the models of HTTP with the client's own conversions, so
both ways end in the same functions. A call that is not here is refused as UNIMPLEMENTED.
"""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import grpc
from qdrant_client import grpc as messages
from qdrant_client import models
from qdrant_client.conversions.conversion import GrpcToRest, RestToGrpc, grpc_field_type_to_payload_schema
from qdrant_client.grpc.collections_service_pb2_grpc import CollectionsServicer, add_CollectionsServicer_to_server
from qdrant_client.grpc.points_service_pb2_grpc import PointsServicer, add_PointsServicer_to_server

from tests.vector_store import qdrant_server as http
from tests.vector_store.qdrant_server import Refused, State

CODES = {401: grpc.StatusCode.UNAUTHENTICATED, 404: grpc.StatusCode.NOT_FOUND}
Answer = Callable[[State, Any], Any]
DONE = messages.CollectionOperationResponse(result=True)
WRITTEN = messages.UpdateResult(status=messages.UpdateStatus.Completed)


def optional(request: Any, field: str, convert: Callable[[Any], Any]) -> Any:
    return convert(getattr(request, field)) if request.HasField(field) else None


def create(state: State, request: Any) -> Any:
    body = models.CreateCollection(
        vectors=GrpcToRest.convert_vectors_config(request.vectors_config),
        sparse_vectors=optional(request, "sparse_vectors_config", GrpcToRest.convert_sparse_vector_config),
        quantization_config=optional(request, "quantization_config", GrpcToRest.convert_quantization_config),
        metadata=GrpcToRest.convert_payload(request.metadata) or None,
    )
    http.create(state, body, request.collection_name)
    return DONE


def describe(state: State, request: Any) -> Any:
    found = models.CollectionInfo.model_validate(http.describe(state, request.collection_name))
    return messages.GetCollectionInfoResponse(result=RestToGrpc.convert_collection_info(found))


def collections(state: State, _: Any) -> Any:
    names = [item.name for item in state.client.get_collections().collections]
    return messages.ListCollectionsResponse(collections=[messages.CollectionDescription(name=name) for name in names])


def exists(state: State, request: Any) -> Any:
    found = state.client.collection_exists(request.collection_name)
    return messages.CollectionExistsResponse(result=messages.CollectionExists(exists=found))


def update(state: State, request: Any) -> Any:
    http.update(state, GrpcToRest.convert_update_collection(request), request.collection_name)
    return DONE


def drop(state: State, request: Any) -> Any:
    http.drop(state, request.collection_name)
    return DONE


def aliases(state: State, _: Any) -> Any:
    found = state.client.get_aliases().aliases
    return messages.ListAliasesResponse(aliases=[RestToGrpc.convert_alias_description(item) for item in found])


def change_aliases(state: State, request: Any) -> Any:
    actions = [GrpcToRest.convert_alias_operations(action) for action in request.actions]
    http.change_aliases(state, models.ChangeAliasesOperation(actions=actions))
    return DONE


def index(state: State, request: Any) -> Any:
    kind = GrpcToRest.convert_payload_schema_type(grpc_field_type_to_payload_schema(request.field_type))
    body = models.CreateFieldIndex(field_name=request.field_name, field_schema=kind)
    http.index(state, body, request.collection_name)
    return messages.PointsOperationResponse(result=WRITTEN)


def batch(state: State, request: Any) -> Any:
    operations = [GrpcToRest.convert_points_update_operation(item) for item in request.operations]
    http.batch(state, models.UpdateOperations(operations=operations), request.collection_name)
    return messages.UpdateBatchResponse(result=[WRITTEN for _ in operations])


def delete(state: State, request: Any) -> Any:
    http.delete(state, GrpcToRest.convert_points_selector(request.points), request.collection_name)
    return messages.PointsOperationResponse(result=WRITTEN)


def count(state: State, request: Any) -> Any:
    body = models.CountRequest(filter=optional(request, "filter", GrpcToRest.convert_filter))
    found = http.count(state, body, request.collection_name)
    return messages.CountResponse(result=messages.CountResult(count=found["count"]))


def scroll(state: State, request: Any) -> Any:
    body = models.ScrollRequest(
        filter=optional(request, "filter", GrpcToRest.convert_filter),
        limit=request.limit or None,
        offset=optional(request, "offset", GrpcToRest.convert_point_id),
        with_payload=optional(request, "with_payload", GrpcToRest.convert_with_payload_selector),
        with_vector=optional(request, "with_vectors", GrpcToRest.convert_with_vectors_selector),
    )
    found = http.scroll(state, body, request.collection_name)
    offset = found["next_page_offset"]
    return messages.ScrollResponse(
        result=[RestToGrpc.convert_record(models.Record.model_validate(point)) for point in found["points"]],
        next_page_offset=None if offset is None else RestToGrpc.convert_extended_point_id(offset),
    )


def query(state: State, request: Any) -> Any:
    found = http.query(state, GrpcToRest.convert_query_points(request), request.collection_name)
    points = [models.ScoredPoint.model_validate(point) for point in found["points"]]
    return messages.QueryResponse(result=[RestToGrpc.convert_scored_point(point) for point in points])


def query_batch(state: State, request: Any) -> Any:
    searches = [GrpcToRest.convert_query_points(search) for search in request.query_points]
    answers = http.query_batch(state, models.QueryRequestBatch(searches=searches), request.collection_name)
    found = [[models.ScoredPoint.model_validate(point) for point in answer["points"]] for answer in answers]
    return messages.QueryBatchResponse(
        result=[messages.BatchResult(result=map(RestToGrpc.convert_scored_point, points)) for points in found]
    )


def retrieve(state: State, request: Any) -> Any:
    body = models.PointRequest(
        ids=[GrpcToRest.convert_point_id(id_) for id_ in request.ids],
        with_payload=optional(request, "with_payload", GrpcToRest.convert_with_payload_selector),
        with_vector=optional(request, "with_vectors", GrpcToRest.convert_with_vectors_selector),
    )
    found = http.retrieve(state, body, request.collection_name)
    records = (models.Record.model_validate({**point, "payload": point.get("payload") or {}}) for point in found)
    return messages.GetResponse(result=map(RestToGrpc.convert_record, records))


def add_vector(state: State, request: Any) -> Any:
    modifier = optional(request.sparse_config, "modifier", GrpcToRest.convert_modifier)
    body = models.SparseVectorNameConfig(sparse=models.SparseVectorConfig(modifier=modifier))
    http.add_vector(state, body, request.collection_name, request.vector_name)
    return messages.PointsOperationResponse(result=WRITTEN)


COLLECTIONS: dict[str, Answer] = {
    "Create": create,
    "Get": describe,
    "List": collections,
    "CollectionExists": exists,
    "Update": update,
    "Delete": drop,
    "ListAliases": aliases,
    "UpdateAliases": change_aliases,
}
POINTS: dict[str, Answer] = {
    "CreateFieldIndex": index,
    "UpdateBatch": batch,
    "Delete": delete,
    "Count": count,
    "Scroll": scroll,
    "Query": query,
    "QueryBatch": query_batch,
    "Get": retrieve,
    "CreateVectorName": add_vector,
}


def servicer(base: type, answers: dict[str, Answer], state: State) -> Any:
    """What answers these calls; the base refuses all others."""

    def method(name: str, act: Answer) -> Callable[..., Any]:
        def answer(_self: Any, request: Any, context: grpc.ServicerContext) -> Any:
            sent = dict(context.invocation_metadata())
            state.asked.append(f"gRPC {name}")
            state.patience.append(context.time_remaining())
            state.pause.wait()
            if state.api_key not in ("", sent.get("api-key")):
                context.abort(CODES[401], "Must provide an API key or an Authorization bearer token")
            try:
                with state.lock:
                    return act(state, request)
            except Refused as refusal:
                context.abort(CODES.get(refusal.status, grpc.StatusCode.INVALID_ARGUMENT), str(refusal))
            except ValueError as error:  # of embedded Qdrant: no such collection
                context.abort(CODES[404], str(error))

        return answer

    return type(base.__name__, (base,), {name: method(name, act) for name, act in answers.items()})()


@contextmanager
def serving_grpc(state: State) -> Iterator[int]:
    """Its port."""
    server = grpc.server(ThreadPoolExecutor(4))
    add_CollectionsServicer_to_server(servicer(CollectionsServicer, COLLECTIONS, state), server)
    add_PointsServicer_to_server(servicer(PointsServicer, POINTS, state), server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    try:
        yield port
    finally:
        state.pause.set()
        server.stop(grace=None).wait()
