// Pictures turned as cameras and phones ask for it.

/** A grey picture turned as the EXIF tag Orientation says (EXIF 2.3, section 4.6.4); unknown values turn nothing. */
export function upright(picture, orientation) {
  if (!(orientation >= 2 && orientation <= 8)) return picture;
  const { width, height, data } = picture, swapped = orientation >= 5;
  const right = [2, 3, 7, 8].includes(orientation) ? -1 : 1, down = [3, 4, 6, 7].includes(orientation) ? -1 : 1;
  const origin = (right < 0 ? width - 1 : 0) + (down < 0 ? (height - 1) * width : 0);
  const [across, along] = swapped ? [down * width, right] : [right, down * width];  // steps in the stored picture
  const [columns, rows] = swapped ? [height, width] : [width, height];
  const turned = new Uint8Array(data.length);
  for (let y = 0, to = 0; y < rows; y++) {
    for (let x = 0, from = origin + y * along; x < columns; x++, from += across) turned[to++] = data[from];
  }
  return { ...picture, width: columns, height: rows, data: turned };
}
