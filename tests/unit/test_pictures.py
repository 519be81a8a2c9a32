"""Drawings as pictures, MNIST's files, and which pictures a network is trained with."""

import gzip

import numpy as np
import pandas as pd
import pytest

from ductus.data.idx import read_idx, read_mnist
from ductus.data.pictures import Pictures, divided, rasterised, read_pictures, write_pictures
from ductus.data.raster import image
from ductus.errors import DuctusError


def idx(array):
    """An array of unsigned bytes as an IDX file has it."""
    head = bytes((0, 0, 8, array.ndim)) + np.array(array.shape, ">u4").tobytes()
    return head + array.astype(np.uint8).tobytes()


@pytest.fixture
def mnist(tmp_path):
    """A folder with three training pictures, gzipped, and two others."""
    images = np.arange(5 * 28 * 28).reshape(5, 28, 28) % 251
    parts = {"train": (slice(0, 3), [7, 0, 9]), "t10k": (slice(3, 5), [1, 1])}
    for part, (which, labels) in parts.items():
        files = {"images-idx3": idx(images[which]), "labels-idx1": idx(np.array(labels))}
        for name, content in files.items():
            if part == "train":
                path = tmp_path / f"{part}-{name}-ubyte.gz"
                path.write_bytes(gzip.compress(content))
            else:
                (tmp_path / f"{part}-{name}-ubyte").write_bytes(content)
    return tmp_path, images


def test_mnist_is_read_with_its_labels(mnist):
    folder, images = mnist
    pictures = read_mnist(folder)
    np.testing.assert_array_equal(pictures.images, images)
    assert pictures.keys.symbol.tolist() == ["7", "0", "9", "1", "1"]
    assert pictures.keys.writer.tolist() == ["train"] * 3 + ["t10k"] * 2


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("t10k-images-idx3-ubyte", idx(np.zeros((2, 27, 28))), "expected pictures of 28 x 28"),
        ("t10k-images-idx3-ubyte", idx(np.zeros((2, 28, 28)))[:-1], "expected 1568 bytes"),
        ("t10k-images-idx3-ubyte", idx(np.zeros(2)), "with 3 axes in the IDX format"),
        ("t10k-labels-idx1-ubyte", idx(np.zeros(3)), "3 labels for 2 pictures"),
        ("t10k-labels-idx1-ubyte", idx(np.array([1, 10])), "labels of 0 to 9, got 10"),
        ("t10k-labels-idx1-ubyte", None, "pictures or labels only"),
        ("train-labels-idx1-ubyte.gz", b"no gzip", "cannot be read"),
    ],
)
def test_what_is_not_mnist_is_told_in_one_line(mnist, name, content, said):
    path = mnist[0] / name
    path.unlink() if content is None else path.write_bytes(content)
    with pytest.raises(DuctusError, match=said) as error:
        read_mnist(mnist[0])
    assert "\n" not in str(error.value)


def test_a_folder_without_mnist_says_so(tmp_path):
    with pytest.raises(DuctusError, match="no pictures of MNIST"):
        read_mnist(tmp_path)
    with pytest.raises(DuctusError, match="cannot be read"):
        read_idx(tmp_path / "none", 1)


def test_pictures_are_those_of_the_one_rasteriser(drawings):
    pictures = rasterised(drawings, np.array([4, 0]))
    np.testing.assert_allclose(pictures.ink[0], image(drawings[4]), atol=1 / 255)
    assert pictures.symbols.tolist() == drawings.keys.symbol.iloc[[4, 0]].tolist()


def test_pictures_are_in_one_part_and_those_asked_about_in_none(drawings):
    keys = drawings.keys
    asked = {tuple(key) for key in keys[["writer", "symbol", "instance"]].to_numpy()[:10]}
    train, held = divided(keys, pictures=30, held_out=15, apart=asked)
    assert len(train) == 30
    assert len(held) == 15
    assert len({*train, *held}) == 45
    assert not {*train, *held} & set(range(10))
    few = divided(keys, pictures=300, held_out=100)  # of 60 drawings
    assert [len(part) for part in few] == [45, 15]


def test_pictures_come_back_as_they_were_written(drawings, tmp_path):
    pictures = rasterised(drawings, np.arange(6))
    trained = np.arange(6) < 4
    pictures = Pictures(pictures.images, pictures.keys.assign(trained=trained))
    write_pictures(tmp_path / "p.npz", pictures)
    back = read_pictures(tmp_path / "p.npz")
    np.testing.assert_array_equal(back.part(trained=True).images, pictures.images[:4])
    kept = ["writer", "symbol", "instance", "trained"]
    pd.testing.assert_frame_equal(back.keys[kept], pictures.keys[kept], check_dtype=False)
    with pytest.raises(DuctusError, match=r"expected pictures, made by `ductus pictures`"):
        read_pictures(tmp_path / "none.npz")
